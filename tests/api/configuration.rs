//! Settings: where they come from, what is said about those that are wrong, and what trying them finds.

use std::path::Path;
use std::time::Duration;

use docket_tests::command::{Outcome, docket, ended, run};
use docket_tests::database::{Database, Engine};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

const DATABASE: &str = "sqlite://unused.db?mode=rwc";

fn folder_with(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("docket.toml"), settings).unwrap();
    folder
}

async fn within(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = docket(DATABASE, args);
    command.current_dir(folder).env_remove("DATABASE_URL").envs(variables.iter().copied());
    ended(command).await
}

fn printed(outcome: &Outcome) -> Json {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[tokio::test]
async fn what_applies_is_printed_with_its_origin_and_without_passwords() {
    let folder = folder_with("database_url = \"postgres://docket:s3cret@db/docket\"\nsockets = 7\ndrain_seconds = 7\n");
    let variables = [("DRAIN_SECONDS", "8"), ("REQUEST_SECONDS", "8")];
    let outcome = within(folder.path(), &["config", "print", "--json", "--request-seconds", "9"], &variables).await;
    let settings = printed(&outcome)["settings"].take();
    for (key, value, from) in [
        ("database_url", "postgres://docket:***@db/docket", "docket.toml"),
        ("sockets", "7", "docket.toml"),
        ("drain_seconds", "8", "DRAIN_SECONDS"),
        ("request_seconds", "9", "--request-seconds"),
        ("listen", "127.0.0.1:8000", "default"),
    ] {
        assert_eq!(settings[key], json!({ "value": value, "from": from }), "{key}");
    }
    let lines = within(folder.path(), &["config", "print"], &[]).await;
    assert!(!lines.text().contains("s3cret") && lines.stdout.contains("docket:***@db"), "{lines:?}");
}

#[tokio::test]
async fn the_file_can_be_named_and_must_then_be_there() {
    let folder = folder_with("sockets = 7\n");
    std::fs::write(folder.path().join("other.toml"), "sockets = 8\n").unwrap();
    let print = ["config", "print", "--json"];
    let sockets = |outcome: &Outcome| printed(outcome)["settings"]["sockets"]["value"].clone();
    assert_eq!(sockets(&within(folder.path(), &print, &[]).await), "7");
    let by_variable = [("DOCKET_CONFIG", "other.toml")];
    assert_eq!(sockets(&within(folder.path(), &print, &by_variable).await), "8");
    let by_flag = ["config", "print", "--json", "--config", "docket.toml"];
    assert_eq!(sockets(&within(folder.path(), &by_flag, &by_variable).await), "7");
    let missing = within(folder.path(), &print, &[("DOCKET_CONFIG", "missing.toml")]).await;
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.stderr.contains("missing.toml cannot be read"), "{missing:?}");
}

#[tokio::test]
async fn settings_that_cannot_be_meant_are_misuse_and_all_of_them_are_named() {
    let file = "listen = 8000\nkafka = \"one:9092\"\nsockets = \"many\"\n";
    let folder = folder_with(file);
    let variables = [("DATABASE_URL", "mysql://docket:s3cret@db/docket"), ("KAFKA_BROKERS", "kafka://one")];
    for args in [&["serve", "--drain-seconds", "601"][..], &["config", "print", "--drain-seconds", "601"]] {
        let outcome = within(folder.path(), args, &variables).await;
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        for part in [
            "docket.toml: listen is `8000`: expected an IP address and a port",
            "docket.toml: sockets is `many`: expected a whole number from 0 to 100000",
            "docket.toml: there is no setting `kafka`; there are: database_url",
            "DATABASE_URL is `mysql://docket:***@db/docket`: expected an address that begins with sqlite://",
            "KAFKA_BROKERS is `kafka://one`: expected host:port",
            "--drain-seconds is `601`: expected a whole number from 0 to 600",
        ] {
            assert!(outcome.stderr.contains(part), "{part}: {outcome:?}");
        }
        assert!(!outcome.text().contains("s3cret"), "{outcome:?}");
    }
    let check = within(folder.path(), &["config", "check"], &variables).await;
    assert_eq!(check.code, Some(1), "{check:?}");
    assert_eq!(check.stdout.matches("failed  settings").count(), 5, "{check:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_finds_what_works_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = within(folder.path(), &["config", "check"], &[]).await;
    assert_eq!(fresh.code, Some(0), "{fresh:?}");
    assert!(fresh.stdout.contains("not there yet"), "{fresh:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a check leaves nothing behind");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = Database::new(engine).await;
        for (before, says) in [(None, "empty or older"), (Some("migrate"), "up to date")] {
            if let Some(command) = before {
                assert_eq!(run(database.url(), &[command]).await.code, Some(0));
            } else if engine == Engine::Sqlite {
                continue;
            }
            let outcome = within(folder.path(), &["config", "check"], &[("DATABASE_URL", database.url())]).await;
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
            assert!(outcome.stdout.contains(says) && outcome.stdout.contains("ok      events"), "{outcome:?}");
        }
    }
}

#[tokio::test]
async fn a_check_finds_what_does_not_work_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for (variables, failed, remedy) in [
        (&[("DATABASE_URL", "postgres://docket:s3cret@127.0.0.1:1/docket")][..], "database", "is it running"),
        (
            &[("DATABASE_URL", "postgres://docket:s3cret@no-such-host.invalid/docket")],
            "database",
            "Is the address right",
        ),
        (&[("DATABASE_URL", "sqlite://missing.db")], "database", "add ?mode=rwc"),
        (&[("EVENT_DIR", "file/events")], "events", "choose another"),
        (&[("KAFKA_BROKERS", "no-such-host.invalid:9092")], "brokers", "look at the names and ports"),
        (&[("LISTEN", "192.0.2.1:8000")], "listen", "choose an address of this machine"),
    ] {
        let outcome = within(folder.path(), &["config", "check"], variables).await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        let line = outcome.stdout.lines().find(|line| line.starts_with(&format!("failed  {failed}")));
        assert!(line.is_some_and(|line| line.contains(remedy)), "{remedy}: {outcome:?}");
        assert!(outcome.took < Duration::from_secs(12) && !outcome.text().contains("s3cret"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_keeps_the_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let args = ["serve", "--listen", "127.0.0.1:0", "--event-dir", "file/events"];
    let outcome = within(folder.path(), &args, &[]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("file/events") && outcome.stderr.contains("--event-dir"), "{outcome:?}");
}

const SIGN_IN: [(&str, &str); 4] = [
    ("KAFKA_BROKERS", "127.0.0.1:1"),
    ("KAFKA_SECURITY", "sasl_tls"),
    ("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"),
    ("KAFKA_USERNAME", "docket"),
];

#[tokio::test]
async fn the_password_of_brokers_is_not_shown_and_has_no_flag() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [&SIGN_IN[..], &[("KAFKA_PASSWORD", "s3cret")]].concat();
    for args in [&["config", "print"][..], &["config", "print", "--json"], &["config", "check"]] {
        let outcome = within(folder.path(), args, &variables).await;
        assert!(!outcome.text().contains("s3cret"), "{outcome:?}");
    }
    let print = within(folder.path(), &["config", "print", "--json"], &variables).await;
    let settings = printed(&print)["settings"].take();
    assert_eq!(settings["kafka_password"], json!({ "value": "***", "from": "KAFKA_PASSWORD" }));
    assert_eq!(settings["relay"], json!({ "value": "on", "from": "default" }));
    let flag = within(folder.path(), &["serve", "--kafka-password", "s3cret"], &SIGN_IN).await;
    assert_eq!(flag.code, Some(2), "{flag:?}");
    assert!(flag.stderr.contains("unexpected argument '--kafka-password'"), "{flag:?}");
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&["serve", "--listen", "127.0.0.1:0"][..], &["config", "print"]] {
        let outcome = within(folder.path(), args, &SIGN_IN).await;
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        let says = "KAFKA_SECURITY is sasl_tls: to sign in, KAFKA_PASSWORD or KAFKA_PASSWORD_FILE must be given, too";
        assert!(outcome.stderr.contains(says), "{outcome:?}");
    }
    let variables = [&SIGN_IN[..], &[("KAFKA_PASSWORD_FILE", "missing")]].concat();
    let check = within(folder.path(), &["config", "check"], &variables).await;
    let says = "KAFKA_PASSWORD_FILE names missing, which cannot be read";
    assert!(check.stdout.contains("failed  brokers") && check.stdout.contains(says), "{check:?}");
    let serve = within(folder.path(), &["serve", "--listen", "127.0.0.1:0"], &variables).await;
    assert!(serve.code == Some(1) && serve.stderr.contains(says), "{serve:?}");
}

#[tokio::test]
async fn the_reference_names_every_setting() {
    let help = run(DATABASE, &["serve", "--help"]).await.stdout;
    let reference = run(DATABASE, &["config", "reference"]).await.stdout;
    let print = run(DATABASE, &["config", "print", "--json"]).await;
    let settings = printed(&print)["settings"].take();
    let keys = settings.as_object().unwrap().keys();
    assert!(keys.len() > 8, "{settings}");
    assert!(!help.contains("--kafka-password ") && reference.contains("| (never) | (never) | `KAFKA_PASSWORD` |"));
    for key in keys.filter(|key| *key != "kafka_password") {
        let flag = format!("--{}", key.replace('_', "-"));
        assert!(help.contains(&flag) && help.contains(&format!("[file: {key}]")), "{key}: {help}");
        assert!(reference.contains(&format!("| `{key}` | `{flag}`")), "{key}: {reference}");
    }
}
