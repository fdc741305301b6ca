//! A database that goes away and comes back: whoever asks meanwhile is told within seconds, and nobody has to do anything
//! afterwards.

use std::time::{Duration, Instant};

use docket_tests::api::Answer;
use docket_tests::database::{Database, Engine};
use docket_tests::proxy::Proxy;
use docket_tests::server::Server;
use docket_tests::world::{World, document, order_of};
use futures_util::future::join_all;
use serde_json::json;
use tokio::time::{sleep, timeout};

/// The longest that anybody waits who asks while the database goes, with what a busy machine adds.
const SECONDS: Duration = Duration::from_secs(12);
/// And who asks when it is gone.
const AT_ONCE: Duration = Duration::from_secs(1);
const CUSTOMERS: &str = "{ customers { nodes { name } } }";

/// A server that reaches its database through a proxy.
async fn behind_a_proxy(flags: &[&str]) -> (World, Proxy) {
    let database = Database::new(Engine::Postgres).await;
    let proxy = Proxy::before(&database.server()).await;
    let url = database.url_through(&proxy);
    let server = Server::start_with(database, &[&["--database-url", &url], flags].concat()).await;
    (World::on(server.into()), proxy)
}

async fn create(world: &World, name: &str) -> Answer {
    world.api.graphql(&document("createCustomer"), &json!({ "input": { "name": name, "creditLimit": "1" } })).await
}

async fn until_ready(world: &World, status: u16) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = world.api.get("/health/ready").await;
        if answer.status == status {
            return answer;
        }
        assert!(begun.elapsed() < SECONDS, "{}", answer.text());
        sleep(Duration::from_millis(50)).await;
    }
}

fn assert_unavailable(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE".to_owned()), "{}", answer.text());
    for word in ["sqlx", "pool", "Io", "127.0.0.1", "timed out"] {
        assert!(!answer.text().contains(word), "{word}: {}", answer.text());
    }
}

/// The database has just gone, and comes back.
async fn outlive(world: &World, proxy: &Proxy) {
    let begun = Instant::now();
    let nothing = json!({});
    let (one, other) = tokio::join!(create(world, "meanwhile"), world.api.graphql(CUSTOMERS, &nothing));
    assert!(begun.elapsed() < SECONDS, "{:?}", begun.elapsed());
    assert_unavailable(&one);
    assert_unavailable(&other);
    let unready = until_ready(world, 503).await;
    assert_eq!(unready.json(), json!({ "status": "unready", "reason": "the database does not answer" }));
    assert_eq!(world.api.get("/health/live").await.status, 200);
    // It may be on its way back, and is waited for a little.
    sleep(Duration::from_secs(5)).await;
    let begun = Instant::now();
    assert_unavailable(&create(world, "meanwhile").await);
    assert_unavailable(&world.api.graphql(CUSTOMERS, &nothing).await);
    assert_eq!(world.api.ask("{ __typename }", &nothing).await["__typename"], "Query", "that needs no database");
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());

    proxy.open().await;
    until_ready(world, 200).await;
    world.customer("1").await;
    world.api.ask(CUSTOMERS, &nothing).await;
    let log = world.server.log();
    assert_eq!(log.matches("not ready, and nothing is written meanwhile").count(), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_refuses_connections_is_waited_for_by_nobody() {
    let (world, proxy) = behind_a_proxy(&[]).await;
    world.customer("1").await;
    proxy.refuse().await;
    outlive(&world, &proxy).await;
    assert_eq!(world.server.database().number("SELECT count(*) FROM customer WHERE name = 'meanwhile'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_answers_nothing_is_waited_for_by_nobody() {
    let (world, proxy) = behind_a_proxy(&[]).await;
    world.customer("1").await;
    proxy.stall();
    outlive(&world, &proxy).await;
}

/// The network forgets the connections instead of coming back with them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_were_stalled_and_cut_are_replaced() {
    let (world, proxy) = behind_a_proxy(&[]).await;
    world.customer("1").await;
    proxy.stall();
    until_ready(&world, 503).await;
    proxy.cut();
    proxy.open().await;
    until_ready(&world, 200).await;
    world.customer("1").await;
    world.api.ask(CUSTOMERS, &json!({})).await;
}

/// Nor does TCP say that nothing will come any more: it hopes for a quarter of an hour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_the_network_has_swallowed_are_replaced() {
    let (world, proxy) = behind_a_proxy(&["--database-connections", "8"]).await;
    world.customer("1").await;
    let nothing = json!({});
    // More than there are connections: all of them are open, and then all of them are lost.
    let crowd = || join_all((0..20).map(|_| world.api.graphql(CUSTOMERS, &nothing)));
    assert!(crowd().await.iter().all(|answer| answer.status == 200));
    proxy.stall();
    crowd().await.iter().for_each(assert_unavailable);
    proxy.swallow();
    proxy.open().await;
    until_ready(&world, 200).await;
    let begun = Instant::now();
    while create(&world, "afterwards").await.status != 200 {
        assert!(begun.elapsed() < SECONDS, "it goes on with dead connections");
    }
    assert!(crowd().await.iter().all(|answer| answer.status == 200));
    // What nobody waits for goes on as well: what is ordered now is published.
    let (customer, product) = (world.customer("100").await, world.product("1").await);
    world.order(&customer, &[(&product, "1")]).await;
    let arrived = "docket_relay_events_total{destination=\"file\",outcome=\"arrived\"} 1";
    let begun = Instant::now();
    while !world.api.get("/metrics").await.text().contains(arrived) {
        assert!(begun.elapsed() < SECONDS, "events wait on a dead connection");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Held by an instance that stands still in the middle of a unit, a lock would keep all others waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_locks_of_an_instance_that_stands_still_are_freed() {
    let server = Server::start_with(Database::new(Engine::Postgres).await, &["--request-seconds", "2"]).await;
    let world = World::on(server.into());
    let (customer, product) = (world.customer("100").await, world.product("1").await);
    let database = world.server.database();
    let held = database.hold_items().await;
    let (api, input) = (world.api.clone(), json!({ "input": order_of(&customer, &[(&product, "1")]) }));
    let order = tokio::spawn(async move { api.graphql(&document("createOrder"), &input).await });
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let begun = Instant::now();
    while database.number(waiting).await == 0 {
        assert!(begun.elapsed() < SECONDS, "nobody waits for the items");
        sleep(Duration::from_millis(20)).await;
    }
    // It has the customer's lock, and hears nothing of the items that it may write now.
    world.server.pause();
    held.release().await;
    let begun = Instant::now();
    // Five seconds after the request's time is up.
    let lock = database.number("SELECT count(*) FROM (SELECT id FROM customer FOR UPDATE) locked");
    assert_eq!(timeout(SECONDS, lock).await.expect("the lock is never freed"), 1);
    assert!(begun.elapsed() > Duration::from_secs(2), "it was not held: {:?}", begun.elapsed());
    world.server.resume();
    // By the server's own clock, too, the time was up.
    assert_eq!(order.await.unwrap().status, 503);
    world.server.faults();
    assert_eq!(database.number("SELECT count(*) FROM orders").await, 0);
    until_ready(&world, 200).await;
    world.order(&customer, &[(&product, "1")]).await;
}
