//! Requests that are made to hurt: nesting, doubling, repeating. Each is refused, and the server goes on as if nothing
//! had been: a debug build has the smallest stack to spare. Every fact has a server of its own to hurt.

use docket_tests::api::{Answer, send};
use docket_tests::database::Engine;
use docket_tests::world::World;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::json;

/// From what the parser takes in its stride to what ends a process.
const DEPTHS: [usize; 8] = [65, 100, 300, 500, 700, 1_000, 10_000, 30_000];

async fn post(world: &World, body: String) -> Answer {
    let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
    send(request.header(ACCEPT, "application/graphql-response+json").body(body)).await
}

/// Sends a document that must be refused, and asks whether the server still works.
async fn refused(world: &World, document: &str) -> String {
    let answer = post(world, json!({ "query": document }).to_string()).await;
    let begin: String = document.chars().take(60).collect();
    assert!((400..500).contains(&answer.status), "{begin}… was answered with {}: {}", answer.status, answer.text());
    assert!(answer.body.len() < 10_000 + document.len(), "{begin}… is answered with {} bytes", answer.body.len());
    let code = answer.code();
    assert_eq!(world.api.ask("{ tenant { currency } }", &json!({})).await["tenant"]["currency"], "EUR", "{begin}…");
    code
}

fn nested(begin: &str, open: &str, inside: &str, close: &str, end: &str, depth: usize) -> String {
    format!("{begin}{}{inside}{}{end}", open.repeat(depth), close.repeat(depth))
}

#[tokio::test]
async fn documents_that_nest_too_deep_are_refused_before_they_are_parsed() {
    let world = World::alone(Engine::Sqlite).await;
    for depth in DEPTHS {
        for document in [
            nested("", "{tenant", "{name}", "}", "", depth),
            nested("{orders(after:", "[", "", "]", "){nodes{id}}}", depth),
            nested("{orders(after:", "{a:", "1", "}", "){nodes{id}}}", depth),
            nested("query($a:", "[", "Int", "]", "){tenant{name}}", depth),
            nested("query($a:Int=", "[", "1", "]", "){tenant{name}}", depth),
            nested("{tenant{name", "@skip(if:[", "true", "])", "}}", depth),
            nested("{", "...on Query{", "tenant{name}", "}", "}", depth),
            "[".repeat(depth),
            "{a".repeat(depth),
            "(".repeat(depth),
        ] {
            if document.len() < 64 * 1024 {
                assert_eq!(refused(&world, &document).await, "QUERY_TOO_COMPLEX");
            } else {
                refused(&world, &document).await;
            }
        }
    }
}

/// A block string that never ends is two quotes and the begin of another string to the parser: what follows must be seen.
#[tokio::test]
async fn nesting_cannot_hide_behind_strings_and_comments() {
    let world = World::alone(Engine::Sqlite).await;
    for depth in DEPTHS {
        // What is closed properly is walked through by validation as well.
        for (open, close) in [("[", "]"), ("{a:", "}")] {
            for string in ["\"\"\"x\"", "\"\"", "\"\\\"\"", "#\"\n", "#\"\"\"\r", "\"#\"", "\"\"\"\\\"\"\"\"\"\"", ""] {
                refused(
                    &world,
                    &nested(&format!("{{orders(after:[{string}"), open, "1", close, "]){nodes{id}}}", depth),
                )
                .await;
            }
        }
        let deep = "[".repeat(depth);
        // Brackets that only seem to close between those that open.
        let mock = format!("{}\"{}\"", "[".repeat(60), "]".repeat(60)).repeat(depth.min(400) / 60 + 1);
        for document in [
            format!("{{orders(after:[\"\"\"x\"{mock}"),
            format!("{{orders(after:[\"\"\"x\"{}", mock.replace('"', "#").replace("]#", "]\n")),
            format!("{{orders(after:[\"\"\"x\"{deep}"),
            format!("{{orders(after:[\"\"\"\"{deep}"),
            format!("{{orders(after:[\"\"\"\\\"{deep}"),
            format!("{{orders(after:[\"\"{deep}"),
            format!("{{orders(after:[\"\\\\\"{deep}"),
            format!("{{orders(after:[\"\\\"\"{deep}"),
            format!("{{orders(after:[\"x\n{deep}"),
            format!("{{orders(after:[#\"\n{deep}"),
            format!("{{orders(after:[#\"\"\"\r{deep}"),
            format!("{{orders(after:[\"#\"{deep}"),
            format!("{{orders(after:[\"\"\"\\\"\"\"\"\"\"{deep}"),
            format!("\u{feff}{{orders(after:[{deep}"),
        ] {
            refused(&world, &document).await;
        }
    }
}

#[tokio::test]
async fn json_that_nests_too_deep_is_refused() {
    let world = World::alone(Engine::Sqlite).await;
    for depth in [200, 1_000, 10_000, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = nested("", open, "1", close, "", depth);
            for body in [
                format!("{{\"query\":\"{{tenant{{name}}}}\",\"variables\":{{\"a\":{deep}}}}}"),
                format!("{{\"query\":\"{{tenant{{name}}}}\",\"extensions\":{{\"a\":{deep}}}}}"),
                format!("{{\"query\":{deep}}}"),
                deep.clone(),
                open.repeat(depth),
            ] {
                assert_eq!(post(&world, body).await.status, 400);
            }
        }
    }
    assert_eq!(world.api.post("{\"query\":\"{tenant{name}}\"}").await.status, 200);
}

#[tokio::test]
async fn fragments_that_double_or_form_a_chain_are_refused() {
    let world = World::alone(Engine::Sqlite).await;
    let link =
        |at: usize, spread: &str| format!("fragment f{at} on Query{{{}}}", spread.replace('#', &(at + 1).to_string()));
    for (count, spread) in [(40, "...f# ...f#"), (200, "...f#"), (2_000, "...f#"), (1_200, "...f# ...f#")] {
        let mut document = String::from("{...f0}");
        document.extend((0..count).map(|at| link(at, spread)));
        document.extend([format!("fragment f{count} on Query{{tenant{{name}}}}")]);
        refused(&world, &document).await;
        // The same with the end tied to the begin.
        let tied =
            document.replace(&format!("fragment f{count} on Query{{tenant{{name}}}}"), "fragment z on Query{...f0}");
        refused(&world, &tied.replace(&format!("...f{count}"), "...z")).await;
    }
}

#[tokio::test]
async fn more_fields_names_and_directives_than_anybody_needs_are_refused() {
    let world = World::alone(Engine::Sqlite).await;
    let many = |count: usize, field: &str| (0..count).map(|at| field.replace('#', &at.to_string())).collect::<String>();
    for document in [
        format!("{{{}}}", many(500, "a#:tenant{name} ")),
        format!("mutation{{{}}}", many(200, "a#:createCustomer(input:{name:\"x\",creditLimit:1}){customer{id}} ")),
        format!("{{{}}}", many(6_000, "tenant{name} ")),
        format!("{{tenant{{name {}}}}}", many(1_000, "@skip(if:false) ")),
        format!("{{tenant{{name {}}}}}", many(5_000, "@a# ")),
        many(1_000, "query a#{tenant{name}} "),
        format!("query({}){{tenant{{name}}}}", many(3_000, "$a#:Int ")),
        "{orders(first:100){nodes{customer{orders(first:100){nodes{items{product{id}}}}}}}}".to_owned(),
        format!("{{tenant{{{}}}}}", "name ".repeat(20_000)),
        format!("{{tenant{{{}}}}}", "x".repeat(60_000)),
        format!("#{}", "x".repeat(60_000)),
        format!("{{order(id:\"{}\"){{id}}}}", "\\u0000".repeat(12_000)),
    ] {
        refused(&world, &document).await;
    }
    assert_eq!(world.api.ask("{ customers { totalCount } }", &json!({})).await["customers"]["totalCount"], 0);
}

#[tokio::test]
async fn introspection_as_tools_send_it_is_no_attack() {
    let world = World::alone(Engine::Sqlite).await;
    let document = "query { __schema { queryType { name } types { ...T } } }
        fragment T on __Type { kind name fields { name args { name type { ...R } } type { ...R } } }
        fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
        kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let data = world.api.ask(document, &json!({})).await;
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
}

/// Headers and paths that no browser would send.
#[tokio::test]
async fn odd_paths_are_answered_without_faults() {
    let world = World::alone(Engine::Sqlite).await;
    for path in [
        "/..%2f..%2fetc/passwd",
        "/%00",
        "/%ff%fe",
        "/orders%0d%0aset-cookie:x",
        "/.env",
        "/Cargo.toml",
        "/graphql/",
        "/health",
        "/graphql?query=%ff",
        "/graphql?query=",
        "/graphql",
        "/graphql?query=%7B&query=%7B",
        "/graphql?variables=%5B%5D&query=%7Btenant%7Bname%7D%7D",
    ] {
        let answer = world.api.get(path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
        assert!(!answer.text().contains("root:") && !answer.text().contains("[package]"), "{path}");
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
    }
}
