//! What an operator does about events: publishing them again, forgetting a destination, letting old ones go.

use std::time::{Duration, Instant};

use docket_tests::api::{Answer, send};
use docket_tests::command::{Outcome, run, succeed};
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::World;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value as Json, json};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// The cursor of whoever has seen nothing yet.
const BEGIN: &str = "cAAAAAAAAAAA";

async fn outbox(world: &World, args: &[&str]) -> Outcome {
    run(world.server.database().url(), &[&["outbox"], args].concat()).await
}

/// Waits until every event was published, and gives them.
async fn published(world: &World, count: usize) -> Vec<Json> {
    let begun = Instant::now();
    loop {
        let text = succeed(world.server.database().url(), &["outbox", "list", "--json"]).await;
        let events: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        if events.len() == count && events.iter().all(|event| event["stage"] == "published") {
            return events;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{events:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The positions in the server's file of changes.
fn positions(world: &World) -> Vec<i64> {
    let text = std::fs::read_to_string(world.server.events().join("docket.changes.jsonl")).unwrap_or_default();
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    lines.map(|line| line["position"].as_str().unwrap().parse().unwrap()).collect()
}

/// Waits until the file of changes has these.
async fn written(world: &World, expected: &[i64]) {
    let begun = Instant::now();
    while positions(world) != expected {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?} instead of {expected:?}", positions(world));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn three_orders(world: &World) {
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    for _ in 0..3 {
        world.order(&customer, &[(&product, "1")]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_published_again_on_request() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        three_orders(&world).await;
        let events = published(&world, 3).await;
        written(&world, &[1, 2, 3]).await;
        let second = events[1]["id"].as_str().unwrap();
        let one = outbox(&world, &["replay", second]).await;
        assert_eq!((one.code, one.stdout.as_str()), (Some(0), "file gets 1 of 1 events again.\n"), "{one:?}");
        written(&world, &[1, 2, 3, 2]).await;
        let all = outbox(&world, &["replay", "--after", "1"]).await;
        assert!(all.stdout.contains("after position 1 again; it stood at 3"), "{all:?}");
        written(&world, &[1, 2, 3, 2, 2, 3]).await;
        for (args, said) in [
            (&["replay", "--after", "4"][..], "has come to position 3 only"),
            (&["replay", "--destination", "kafka", "--after", "0"], "nothing was ever published to kafka"),
            (&["retry", "--all"], "has refused no such event"),
            (&["drop", second], "has refused no such event"),
            (&["forget", "sequencer"], "nothing was ever published to sequencer"),
        ] {
            let refused = outbox(&world, args).await;
            assert_eq!(refused.code, Some(1), "{args:?}: {refused:?}");
            assert!(refused.stderr.contains(said), "{args:?}: {refused:?}");
        }
        for args in [&["replay"][..], &["replay", "nonsense"], &["retry"], &["retry", "--all", second]] {
            assert_eq!(outbox(&world, args).await.code, Some(2), "{args:?}");
        }
        assert_eq!(outbox(&world, &["list", "--dead"]).await.stdout, "No event waits outside of its turn.\n");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_destination_that_is_no_longer_used_is_forgotten() {
    let world = World::alone(Engine::Sqlite).await;
    three_orders(&world).await;
    world.server.database().execute("INSERT INTO leased_cursor (name, position) VALUES ('former', 0)").await;
    let which = outbox(&world, &["replay", "--after", "0"]).await;
    assert_eq!(which.code, Some(2));
    assert!(which.stderr.contains("--destination file or --destination former"), "{which:?}");
    assert_eq!(outbox(&world, &["forget", "former"]).await.stdout, "former is forgotten.\n");
    assert!(!world.api.get("/metrics").await.text().contains("destination=\"former\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_after_its_events_are_gone_is_told() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        three_orders(&world).await;
        published(&world, 3).await;
        let asked = async |after: &str| -> Answer {
            let document = "subscription($after: String) { orderChanged(after: $after) { cursor } }";
            let body = json!({ "query": document, "variables": { "after": after } }).to_string();
            let request = world.api.request(Method::POST, "/graphql").header(ACCEPT, "text/event-stream");
            send(request.header(CONTENT_TYPE, "application/json").body(body)).await
        };
        world.server.database().execute("UPDATE leased_cursor SET position = 2 WHERE name = 'retention'").await;
        let answer = asked(BEGIN).await.text();
        assert!(answer.contains("\"CURSOR_EXPIRED\"") && answer.contains("no longer kept"), "{answer}");
        let gone = outbox(&world, &["replay", "--after", "1"]).await;
        assert!(gone.stderr.contains("up to position 2 are no longer kept: begin with --after 2"), "{gone:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_instances_one_leads_and_the_other_goes_on_when_it_is_killed() {
    let world = World::alone(Engine::Postgres).await;
    let leads = async |world: &World| {
        let text = world.api.get("/metrics").await.text();
        text.lines().filter(|line| line.starts_with("docket_leader{") && line.ends_with(" 1")).count()
    };
    let begun = Instant::now();
    while leads(&world).await < 2 {
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody leads");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let other = World::on(Server::start_beside(world.server.database().url(), |command| command).await.into());
    three_orders(&other).await;
    published(&world, 3).await;
    assert_eq!(leads(&other).await, 0);
    world.server.kill();
    let killed = Instant::now();
    let (customer, product) = (other.customer("1000").await, other.product("1").await);
    other.order(&customer, &[(&product, "1")]).await;
    published(&world, 4).await;
    assert_eq!(leads(&other).await, 2);
    println!("events go out {:?} after the leader was killed", killed.elapsed());
    assert!(killed.elapsed() < Duration::from_secs(12));
}
