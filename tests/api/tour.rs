//! docs/API.md keeps its word: its commands are run, in its order, and give the answers that it shows.

use std::process::Command;

use docket_tests::command::ended;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use serde_json::{Deserializer, Value as Json};

const PAGE: &str = include_str!("../../docs/API.md");
const ADDRESS: &str = "http://127.0.0.1:8000";
/// Stands between the outputs of two blocks.
const BREAK: &str = "\u{1e}";

/// The fenced blocks of a language, in the page's order, each with what is shown in the block after it.
fn blocks() -> Vec<(&'static str, Vec<Json>)> {
    let mut blocks: Vec<(&str, Vec<Json>)> = Vec::new();
    for fenced in PAGE.split("\n```").skip(1).step_by(2) {
        match fenced.split_once('\n').unwrap() {
            ("sh", commands) => blocks.push((commands, Vec::new())),
            ("json", shown) => blocks.last_mut().unwrap().1 = values(shown),
            _ => {}
        }
    }
    blocks
}

fn values(text: &str) -> Vec<Json> {
    let read: Result<Vec<Json>, _> = Deserializer::from_str(text).into_iter().collect();
    read.unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Whether an answer is what is shown: all that is shown, and where `…` stands, anything.
fn is_as_shown(answer: &Json, shown: &Json) -> bool {
    match (answer, shown) {
        (Json::Object(answer), Json::Object(shown)) => {
            shown.iter().all(|(key, shown)| answer.get(key).is_some_and(|answer| is_as_shown(answer, shown)))
        }
        (Json::Array(answer), Json::Array(shown)) => {
            answer.len() == shown.len() && answer.iter().zip(shown).all(|(answer, shown)| is_as_shown(answer, shown))
        }
        (Json::String(answer), Json::String(shown)) => {
            shown.strip_suffix('…').map_or(answer == shown, |begin| answer.starts_with(begin))
        }
        (answer, shown) => answer == shown,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_of_the_page_gives_the_answer_that_it_shows() {
    let blocks = blocks();
    assert!(blocks.len() > 9, "{} blocks", blocks.len());
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let server = Server::start(engine).await;
        let script: Vec<String> = blocks.iter().map(|(commands, _)| format!("{commands}\nprintf '{BREAK}'")).collect();
        let mut bash = Command::new("bash");
        bash.args(["-c", &script.join("\n").replace(ADDRESS, server.url())]);
        let outcome = ended(bash).await;
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
        for ((commands, shown), said) in blocks.iter().zip(outcome.stdout.split(BREAK)) {
            let answers = values(said);
            assert_eq!(answers.len(), shown.len(), "{commands}\n{said}");
            for (answer, shown) in answers.iter().zip(shown) {
                assert!(is_as_shown(answer, shown), "{commands}\nanswers {answer:#}\nand shows {shown:#}");
            }
        }
    }
}

#[test]
fn an_answer_may_say_more_and_not_less() {
    let is = |answer: &str, shown: &str| is_as_shown(&values(answer)[0], &values(shown)[0]);
    assert!(is(r#"{"a": 1, "b": ["x_1"]}"#, r#"{"b": ["x_…"]}"#));
    for (answer, shown) in [
        (r#"{"a": 1}"#, r#"{"a": 2}"#),
        (r#"{"a": 1}"#, r#"{"b": null}"#),
        (r#"["x"]"#, "[]"),
        ("[]", r#"["…"]"#),
        (r#""y_1""#, r#""x_…""#),
    ] {
        assert!(!is(answer, shown), "{answer} {shown}");
    }
}
