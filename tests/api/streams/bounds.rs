//! What a stream may cost, and how it ends.

use std::time::{Duration, Instant};

use docket_tests::api::send;
use docket_tests::database::{Database, Engine};
use docket_tests::process;
use docket_tests::server::Server;
use docket_tests::world::World;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value as Json, json};

use super::{BEGIN, EVENTS, SHIPPED, Stream, ask, orders, ship, until_open};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_are_counted_and_a_place_is_free_again_when_one_is_closed() {
    let server = Server::start_with(Database::new(Engine::Sqlite).await, &["--streams", "2"]).await;
    let world = World::on(server.into());
    let (one, _two) = (Stream::open(&world, SHIPPED, json!({})).await, Stream::open(&world, SHIPPED, json!({})).await);
    until_open(&world, 2).await;
    let third = ask(&world, EVENTS, SHIPPED, json!({})).await;
    assert_eq!(third.status(), 429);
    let third: Json = serde_json::from_slice(&third.bytes().await.unwrap()).unwrap();
    assert_eq!(third["errors"][0]["extensions"]["code"], "TOO_MANY_REQUESTS");
    drop(one);
    until_open(&world, 1).await;
    Stream::open(&world, SHIPPED, json!({})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_another_site_gets_no_stream() {
    let world = World::new(Engine::Sqlite).await;
    let path = "/graphql?query=subscription%7BorderShipped%7Bcursor%7D%7D";
    let asked = world.api.request(Method::GET, path).header(ACCEPT, EVENTS).header("origin", "http://evil.example");
    let refused = send(asked).await;
    assert_eq!((refused.status, refused.code()), (403, "FORBIDDEN_ORIGIN".to_owned()));
}

/// Without `complete`: who wants to go on comes back with its cursor.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_ends_its_streams() {
    let world = World::alone(Engine::Sqlite).await;
    let order = orders(&world, 1).await.remove(0);
    let mut stream = Stream::open(&world, SHIPPED, json!({ "after": BEGIN })).await;
    ship(&world, &order).await;
    stream.shipped().await;
    let begun = Instant::now();
    world.server.terminate();
    assert_eq!(stream.next().await, None);
    assert_eq!(world.server.ended().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_gives_signs_of_life_while_nothing_happens() {
    let world = World::alone(Engine::Sqlite).await;
    let mut stream = Stream::open(&world, SHIPPED, json!({})).await;
    for _ in 0..2 {
        assert_eq!(stream.next().await.unwrap(), ":");
    }
}

/// Its connection takes what it has room for, and then nothing: neither the events nor the place are kept for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_nothing_loses_its_stream() {
    let world = World::alone(Engine::Sqlite).await;
    let order = orders(&world, 1).await.remove(0);
    for at in 0..40 {
        let notes = format!("{at}{}", "x".repeat(9_000));
        world.done("updateOrder", json!({ "id": order, "notes": notes })).await;
    }
    // Half a megabyte an event, 20 in all.
    let notes: String = (0..60).map(|at| format!("a{at}: notes ")).collect::<Vec<_>>().concat();
    let document = format!("subscription {{ orderChanged(after: \"{BEGIN}\") {{ order {{ {notes} }} }} }}");
    let response = ask(&world, EVENTS, &document, json!({})).await;
    assert_eq!(response.status(), 200);
    let before = process::memory(world.server.id());
    tokio::time::sleep(Duration::from_secs(15)).await;
    until_open(&world, 1).await;
    assert!(process::memory(world.server.id()) < before + (24 << 20), "events are not kept");
    until_open(&world, 0).await;
    drop(response);
}
