//! An instance under which the database changes hands: it says so, writes nothing, and goes on when the database is its
//! own again.

use std::time::{Duration, Instant};

use docket_tests::api::Api;
use docket_tests::database::Engine;
use docket_tests::world::{World, document, unique};
use serde_json::{Value as Json, json};
use tokio::time::sleep;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// The longest that an instance goes on writing, with what a busy machine adds.
const WINDOW: Duration = Duration::from_secs(7);

/// What somebody does to the database, how it is undone, and what the instance says meanwhile.
const CHANGES: [[&str; 3]; 3] = [
    [
        "UPDATE rule_set SET fingerprint = fingerprint || 'x'",
        "UPDATE rule_set SET fingerprint = replace(fingerprint, 'x', '')",
        "the database was put under other rules than this instance's",
    ],
    [
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)",
        "DELETE FROM seaql_migrations WHERE version = 'm29991231_000001_later'",
        "the database was migrated by a newer Docket",
    ],
    [
        "CREATE TABLE kept AS SELECT * FROM seaql_migrations; DELETE FROM seaql_migrations",
        "INSERT INTO seaql_migrations SELECT * FROM kept; DROP TABLE kept",
        "the database is not the one that was migrated: it lacks migrations",
    ],
];

/// Asks whether the instance is ready until it says this.
async fn until(api: &Api, status: u16) -> Json {
    let begun = Instant::now();
    loop {
        let answer = api.get("/health/ready").await;
        if answer.status == status {
            return answer.json();
        }
        assert!(begun.elapsed() < WINDOW, "{}", answer.text());
        sleep(Duration::from_millis(50)).await;
    }
}

fn customer(name: &str) -> Json {
    json!({ "input": { "name": name, "creditLimit": "1" } })
}

async fn stored(world: &World, name: &str) -> i64 {
    world.server.database().number(&format!("SELECT count(*) FROM customer WHERE name = '{name}'")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_whose_database_changed_hands_writes_nothing_and_says_why() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        for (at, [change, undo, why]) in CHANGES.into_iter().enumerate() {
            world.server.database().execute(change).await;
            assert_eq!(until(&world.api, 503).await, json!({ "status": "unready", "reason": why }));
            assert_eq!(world.api.get("/health/live").await.status, 200);
            let name = unique("late");
            let refused = world.api.graphql(&document("createCustomer"), &customer(&name)).await;
            assert_eq!((refused.status, refused.code()), (503, "UNAVAILABLE".to_owned()), "{}", refused.text());
            let told = refused.json()["errors"][0]["message"].to_string();
            assert!(told.contains(why) && told.contains("Nothing was stored: ask another instance"), "{told}");
            assert_eq!(stored(&world, &name).await, 0);
            // Who only reads may go on.
            world.api.ask("{ customers { nodes { name } } }", &json!({})).await;
            world.server.database().execute(undo).await;
            assert_eq!(until(&world.api, 200).await, json!({ "status": "ready" }));
            world.api.ask(&document("createCustomer"), &customer(&name)).await;
            assert_eq!(stored(&world, &name).await, 1);
            let log = world.server.log();
            assert_eq!(log.matches("not ready, and nothing is written meanwhile").count(), at + 1, "{log}");
            assert_eq!(log.matches("ready again").count(), at + 1, "{log}");
        }
    }
}

/// Nobody asks whether it is ready: it looks by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_nobody_asks_stops_writing_all_the_same() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let [change, _, _] = CHANGES[0];
        world.server.database().execute(change).await;
        let begun = Instant::now();
        while world.api.graphql(&document("createCustomer"), &customer("still")).await.status == 200 {
            assert!(begun.elapsed() < WINDOW, "it goes on writing");
            sleep(Duration::from_millis(100)).await;
        }
        let before = stored(&world, "still").await;
        world.api.graphql(&document("createCustomer"), &customer("still")).await;
        assert_eq!(stored(&world, "still").await, before);
    }
}

/// What was found before is not relied on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_stood_still_looks_before_it_writes() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        world.customer("1").await;
        world.server.pause();
        let [change, _, _] = CHANGES[0];
        world.server.database().execute(change).await;
        sleep(Duration::from_millis(5_500)).await;
        let (api, create) = (world.api.clone(), document("createCustomer"));
        let sent = tokio::spawn(async move { api.graphql(&create, &customer("after the pause")).await });
        sleep(Duration::from_millis(200)).await;
        world.server.resume();
        let answer = sent.await.unwrap();
        assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE".to_owned()), "{}", answer.text());
        assert_eq!(stored(&world, "after the pause").await, 0);
    }
}
