//! The binary at a terminal: what it says, how it ends, and that it waits for nobody.

use std::time::Duration;

use docket_tests::command::{run, succeed};
use docket_tests::database::{Database, Engine};
use docket_tests::proxy::Proxy;
use docket_tests::server::Server;
use docket_tests::world::text;
use futures_util::future::join_all;
use serde_json::json;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const NO_DATABASE: &str = "sqlite://unused.db";

#[tokio::test]
async fn help_names_every_command() {
    let help = succeed(NO_DATABASE, &["--help"]).await;
    for command in ["serve", "migrate", "seed", "schema", "rules", "--database-url", "DATABASE_URL"] {
        assert!(help.contains(command), "{command}: {help}");
    }
    assert!(!succeed("postgres://docket:s3cret@db/docket", &["--help"]).await.contains("s3cret"));
    assert!(succeed(NO_DATABASE, &["--version"]).await.starts_with("docket "));
}

#[tokio::test]
async fn a_command_that_does_not_exist_is_misuse() {
    for args in [&["nonsense"][..], &[], &["serve", "--listen", "nowhere"], &["seed", "--orders", "0"]] {
        let outcome = run(NO_DATABASE, args).await;
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains("Usage:") || outcome.stderr.contains("--help"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_told_in_seconds_without_its_password() {
    let urls = [
        "postgres://docket:s3cret@127.0.0.1:1/docket",
        "postgres://docket:s3cret@no-such-host.invalid/docket",
        "sqlite:///proc/no/such/folder/docket.db?mode=rwc",
        "sqlite:///dev/null/docket.db?mode=rwc",
    ];
    let commands = [&["serve"][..], &["rules", "verify"]];
    let runs = urls.into_iter().flat_map(|url| commands.map(|args| async move { (url, run(url, args).await) }));
    for (url, outcome) in join_all(runs).await {
        assert_eq!(outcome.code, Some(1), "{url}: {outcome:?}");
        assert!(outcome.stderr.contains("docket: ") && outcome.stderr.contains("database"), "{url}: {outcome:?}");
        assert!(!outcome.text().contains("s3cret") && !outcome.text().contains("panicked"), "{url}: {outcome:?}");
        assert!(outcome.took < Duration::from_secs(15), "{url}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_database_that_answers_nothing_or_no_is_told_in_seconds() {
    let database = Database::new(Engine::Postgres).await;
    let silent = Proxy::before(&database.server()).await;
    silent.stall();
    let url = |user: &str, name: &str| format!("postgres://{user}:s3cret@{}/{name}", database.server());
    let urls = [
        (database.url_through(&silent), "no connection within"),
        (url("postgres", "no_such_database"), "no_such_database"),
        (url("no_such_user", "postgres"), "no_such_user"),
    ];
    let commands = [&["serve"][..], &["migrate"], &["rules", "verify"]];
    let runs = urls.iter().flat_map(|(url, why)| commands.map(|args| async move { (why, run(url, args).await) }));
    for (why, outcome) in join_all(runs).await {
        assert_eq!(outcome.code, Some(1), "{why}: {outcome:?}");
        assert!(outcome.stderr.contains(why) && outcome.stderr.contains("Is the address right"), "{outcome:?}");
        assert!(!outcome.text().contains("s3cret") && !outcome.text().contains("panicked"), "{outcome:?}");
        assert!(outcome.took < Duration::from_secs(15), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_address_of_another_kind_of_database_is_misuse() {
    for url in ["mysql://docket:s3cret@db/docket", "nonsense", ""] {
        let outcome = run(url, &["serve"]).await;
        assert_eq!(outcome.code, Some(2), "{url}: {outcome:?}");
        assert!(!outcome.text().contains("s3cret"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "Buy oak boards. ".repeat(500)).unwrap();
    let outcome = run(&format!("sqlite://{}", file.display()), &["serve"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Buy oak boards."));
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let database = Database::new(Engine::Sqlite).await;
    let outcome = run(database.url(), &["serve", "--listen", &address]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains(&address) && outcome.stderr.contains("--listen"), "{outcome:?}");
}

#[tokio::test]
async fn rules_are_listed_with_their_sentences() {
    let list = succeed(NO_DATABASE, &["rules", "list"]).await;
    for part in
        ["check_credit", "credit_limit", "customer.balance", "The customer's balance is at most the credit limit."]
    {
        assert!(list.contains(part), "{part}: {list}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seeded_database_holds_what_the_rules_give_and_is_seeded_once() {
    for engine in ENGINES {
        let database = Database::new(engine).await;
        let url = database.url();
        assert!(succeed(url, &["seed", "--orders", "60"]).await.contains("60 orders"));
        assert!(succeed(url, &["seed", "--if-empty"]).await.contains("nothing was added"));
        let again = run(url, &["seed"]).await;
        assert_eq!(again.code, Some(1), "{again:?}");
        let verified = succeed(url, &["rules", "verify"]).await;
        assert!(verified.contains("Every derived value") && verified.contains(" 1 row,"), "{verified}");
        assert!(!verified.contains(" 1 rows"), "{verified}");

        let server = Server::start_on(database).await;
        let data =
            server.api().ask("{ tenant { name } orders { totalCount } customers { totalCount } }", &json!({})).await;
        assert_eq!(data["orders"]["totalCount"], 60);
        assert!(!text(&data["tenant"]["name"]).is_empty());
        server.assert_sound();
    }
}

#[tokio::test]
async fn events_are_listed_by_tenant() {
    let database = Database::new(Engine::Sqlite).await;
    let url = database.url();
    succeed(url, &["seed", "--orders", "10"]).await;
    assert!(succeed(url, &["outbox", "list"]).await.contains("order.changed"));
    let other = ["outbox", "list", "--tenant", "tenant_01h2xcejqtf2nbrexx3vqjhp41"];
    assert_eq!(succeed(url, &other).await, "There are no events.\n");
    let outcome = run(url, &["outbox", "list", "--tenant", "somebody"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drift_is_found_and_repaired() {
    for engine in ENGINES {
        let database = Database::new(engine).await;
        succeed(database.url(), &["seed", "--orders", "20"]).await;
        database.execute("UPDATE customer SET open_orders = open_orders + 1 WHERE name = 'Umber Studio'").await;
        let outcome = run(database.url(), &["rules", "verify"]).await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        let found = outcome.stdout.lines().find(|line| line.starts_with("customer.open_orders"));
        assert!(found.is_some_and(|line| line.contains("30 rows, 1 drifted")), "{outcome:?}");
        assert!(outcome.stdout.contains(" 1 row, 0 in breach"), "a tenant is one row: {outcome:?}");
        let repaired = succeed(database.url(), &["rules", "verify", "--repair"]).await;
        assert!(repaired.contains("repaired customer.open_orders of customer_"), "{repaired}");
        assert!(succeed(database.url(), &["rules", "verify"]).await.contains("Every derived value"));
        let silent = run(database.url(), &["rules", "verify", "--json"]).await;
        assert_eq!((silent.stderr.as_str(), silent.stdout.lines().count()), ("", 1), "JSON, and nothing beside it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_newer_docket_is_refused() {
    for engine in ENGINES {
        let database = Database::new(engine).await;
        succeed(database.url(), &["migrate"]).await;
        succeed(database.url(), &["migrate"]).await;
        database
            .execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)")
            .await;
        for args in [&["serve"][..], &["migrate"], &["seed"]] {
            let outcome = run(database.url(), args).await;
            assert_eq!(outcome.code, Some(1), "{args:?}: {outcome:?}");
            assert!(
                outcome.stderr.contains("newer Docket") && outcome.stderr.contains("m29991231_000001_later"),
                "{outcome:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_other_rules_is_refused_until_it_is_migrated() {
    for engine in ENGINES {
        let database = Database::new(engine).await;
        succeed(database.url(), &["migrate"]).await;
        database.execute("UPDATE rule_set SET fingerprint = 'other'").await;
        let outcome = run(database.url(), &["serve"]).await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert!(outcome.stderr.contains("other rules") && outcome.stderr.contains("docket migrate"), "{outcome:?}");
        succeed(database.url(), &["migrate"]).await;
        Server::start_on(database).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_outlives_a_stop_and_a_power_cut() {
    for engine in ENGINES {
        let server = Server::start(engine).await;
        let document =
            "mutation($name: String!) { createCustomer(input: { name: $name, creditLimit: 1 }) { customer { id } } }";
        server.api().ask(document, &json!({ "name": "before the stop" })).await;
        assert_eq!(server.stop().await, Some(0));
        let server = Server::start_on(server.cut()).await;
        server.api().ask(document, &json!({ "name": "before the cut" })).await;
        let server = Server::start_on(server.cut()).await;
        let data = server.api().ask("{ customers { nodes { name } } }", &json!({})).await;
        assert_eq!(data["customers"]["nodes"], json!([{ "name": "before the stop" }, { "name": "before the cut" }]));
    }
}
