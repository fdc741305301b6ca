//! Requests that take too long: answered in time, and nothing goes on working on them.

use std::time::{Duration, Instant};

use docket_tests::api::Answer;
use docket_tests::database::{Database, Engine};
use docket_tests::process;
use docket_tests::server::Server;
use docket_tests::world::{World, document};
use futures_util::future::join_all;
use serde_json::json;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// More than there are connections to read on.
const CROWD: usize = 20;
const PRODUCTS: &str = "{ products { nodes { sku } } }";
/// How many connections have been busy with one thing for some time.
const BUSY: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
     AND pid <> pg_backend_pid() AND xact_start < now() - interval '200 ms'";

/// How many connections wait for what others hold.
const WAITING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

async fn short_of_time(engine: Engine) -> World {
    let flags = ["--request-seconds", "1", "--database-connections", "4"];
    World::on(Server::start_with(Database::new(engine).await, &flags).await.into())
}

/// Makes reading a table last for ever.
async fn without_end(world: &World, engine: Engine, table: &str) {
    let endless = match engine {
        Engine::Sqlite => {
            "SELECT * FROM kept WHERE (WITH RECURSIVE numbers(n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers) > 0"
        }
        Engine::Postgres => "SELECT kept.* FROM kept, pg_sleep(600)",
    };
    world.server.database().execute(&format!("ALTER TABLE {table} RENAME TO kept")).await;
    world.server.database().execute(&format!("CREATE VIEW {table} AS {endless}")).await;
}

fn assert_timed_out(answer: &Answer, took: Duration) {
    assert_eq!((answer.status, answer.code()), (503, "TIMEOUT".to_owned()), "{}", answer.text());
    assert!((1..3).contains(&took.as_secs()), "{took:?}");
}

async fn timed(request: impl Future<Output = Answer>) -> (Answer, Duration) {
    let begun = Instant::now();
    (request.await, begun.elapsed())
}

/// The next request is answered at once, and what was too slow has ended in the database as well.
async fn assert_nothing_is_busy(world: &World, engine: Engine) {
    let (answer, took) =
        timed(world.api.graphql("{ tenant { currency } customers { nodes { id } } }", &json!({}))).await;
    assert!(answer.status == 200 && took < Duration::from_millis(900), "{took:?}: {}", answer.text());
    match engine {
        Engine::Postgres => assert_eq!(world.server.database().number(BUSY).await, 0),
        Engine::Sqlite => {
            let before = process::seconds(world.server.id());
            tokio::time::sleep(Duration::from_secs(1)).await;
            let used = process::seconds(world.server.id()) - before;
            assert!(used < 0.3, "a second of doing nothing took {used} seconds of processor time");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_takes_too_long_ends_in_the_database_as_well() {
    for engine in ENGINES {
        let world = short_of_time(engine).await;
        world.product("1").await;
        without_end(&world, engine, "product").await;
        for _ in 0..2 {
            let nothing = json!({});
            for (answer, took) in join_all((0..CROWD).map(|_| timed(world.api.graphql(PRODUCTS, &nothing)))).await {
                assert_timed_out(&answer, took);
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_nothing_is_busy(&world, engine).await;
        }
        let faults = world.server.faults();
        assert!(faults.iter().all(|fault| fault.contains("a request took too long")), "{faults:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_takes_too_long_ends_in_the_database_as_well() {
    for engine in ENGINES {
        let flags = ["--export-seconds", "1", "--database-connections", "4"];
        let world = World::on(Server::start_with(Database::new(engine).await, &flags).await.into());
        let (customer, product) = (world.customer("1000").await, world.product("1").await);
        world.order(&customer, &[(&product, "1")]).await;
        without_end(&world, engine, "orders").await;
        for _ in 0..2 {
            // As many as there are places for.
            for (answer, took) in join_all((0..3).map(|_| timed(world.api.get("/export/orders.csv")))).await {
                assert_timed_out(&answer, took);
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_nothing_is_busy(&world, engine).await;
        }
    }
}

/// Somebody else holds what they want to change, and lets go only later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_that_wait_too_long_leave_no_connection_waiting() {
    for engine in ENGINES {
        wait_for_others(engine).await;
    }
}

async fn wait_for_others(engine: Engine) {
    let world = short_of_time(engine).await;
    let held = world.server.database().hold_customers().await;
    let (create, input) = (document("createCustomer"), json!({ "input": { "name": "Late", "creditLimit": "1" } }));
    for (answer, took) in join_all((0..CROWD).map(|_| timed(world.api.graphql(&create, &input)))).await {
        assert_timed_out(&answer, took);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    if engine == Engine::Postgres {
        assert_eq!(world.server.database().number(WAITING).await, 0);
    }
    let (answer, took) = timed(world.api.graphql(PRODUCTS, &json!({}))).await;
    assert!(answer.status == 200 && took < Duration::from_millis(900), "{took:?}: {}", answer.text());
    held.release().await;
    world.customer("1").await;
    assert_eq!(world.server.database().number("SELECT count(*) FROM customer WHERE name = 'Late'").await, 0);
    world.server.faults();
}
