//! Many who follow, who follow slowly, and who follow a server that stops.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, Socket, pause};
use docket_tests::world::{World, document, id, order_of, text};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;

use super::{metric, server};

const FOLLOW: &str = "subscription($after: String) { orderShipped(after: $after) { cursor eventId } }";
/// How many orders a slow reader has to catch up with.
const SHIPMENTS: usize = 40;
/// What each of them weighs on the line, at least, in bytes.
const WEIGHT: usize = 400_000;

/// How many do not read at all.
const SLEEPERS: usize = 20;

/// Ships so many orders with these notes.
async fn ship(world: &World, count: usize, notes: &str) {
    let customer = world.customer("1000000").await;
    let product = world.product("1").await;
    for _ in 0..count {
        let mut input = order_of(&customer, &[(&product, "1")]);
        input["notes"] = json!(notes);
        let order = id(&world.done("createOrder", input).await["order"]);
        world.done("shipOrder", json!({ "id": order })).await;
    }
}

/// A subscription of which each event is heavy.
fn heavy() -> String {
    let payloads: Vec<String> = (0..40).map(|at| format!("p{at}: payload")).collect();
    let payloads = payloads.join(" ");
    format!("subscription($after: String) {{ orderShipped(after: $after) {{ cursor eventId {payloads} }} }}")
}

/// A socket that follows from the beginning, with hardly any room for what it does not read.
async fn follow(server: &Server) -> Socket {
    let mut socket = Socket::begin_deaf(server).await;
    socket.subscribe("1", &heavy(), json!({ "after": BEGINNING })).await;
    socket
}

async fn until(server: &Server, name: &str, wanted: i64) {
    let begun = Instant::now();
    while metric(server, name).await != wanted {
        assert!(begun.elapsed() < Duration::from_secs(30), "{name} does not become {wanted}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// The event's id and cursor, if the frame is one.
fn event(frame: &Message) -> Option<(String, String)> {
    let Message::Text(said) = frame else { return None };
    let event = &serde_json::from_str::<Json>(said).unwrap()["payload"]["data"]["orderShipped"];
    Some((event["eventId"].as_str()?.to_owned(), text(&event["cursor"]).to_owned()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_told_and_goes_on_where_it_was() {
    let server = Arc::new(server(&["--socket-send-seconds", "1"]).await);
    let world = World::on(server.clone());
    ship(&world, SHIPMENTS, &"x".repeat(WEIGHT / 40)).await;
    let mut socket = follow(&server).await;
    until(&server, "docket_subscriptions_open ", 1).await;
    // It sleeps until the server has lost its patience.
    until(&server, "docket_subscriptions_open ", 0).await;
    let mut seen = Vec::new();
    let close = loop {
        match socket.next().await.expect("a farewell") {
            Message::Close(frame) => break frame.expect("a reason"),
            frame => seen.extend(event(&frame)),
        }
    };
    assert_eq!(u16::from(close.code), 3008);
    let why = "Messages are read too slowly: come back with the last cursor in ";
    assert!(close.reason.starts_with(why), "{close:?}");
    pause(&close.reason);
    assert!((1..SHIPMENTS).contains(&seen.len()), "{} events came", seen.len());

    let mut socket = Socket::begin(&server).await;
    let (_, last) = seen.last().expect("an event").clone();
    socket.subscribe("1", FOLLOW, json!({ "after": last })).await;
    while seen.len() < SHIPMENTS {
        seen.extend(event(&socket.next().await.expect("an event")));
    }
    socket.is_quiet().await;
    let mut all = Socket::begin(&server).await;
    all.subscribe("1", FOLLOW, json!({ "after": BEGINNING })).await;
    for (id, _) in seen {
        assert_eq!(all.data("1").await["orderShipped"]["eventId"], id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_never_read_are_bounded_and_let_go() {
    let server = Arc::new(server(&["--socket-send-seconds", "8"]).await);
    let world = World::on(server.clone());
    ship(&world, SHIPMENTS, &"x".repeat(WEIGHT / 40)).await;
    // What it takes to serve one that reads.
    let mut reads = follow(&server).await;
    for _ in 0..SHIPMENTS {
        reads.data("1").await;
    }
    drop(reads);
    until(&server, "docket_subscriptions_open ", 0).await;
    let before = server.memory();
    let sleepers = join_all((0..SLEEPERS).map(|_| follow(&server))).await;
    until(&server, "docket_subscriptions_open ", i64::try_from(SLEEPERS).unwrap()).await;
    // Meanwhile all others are served.
    ship(&world, 1, "").await;
    sleep(Duration::from_secs(1)).await;
    let held = server.memory().saturating_sub(before) / SLEEPERS as u64;
    let on_their_way = (SHIPMENTS * WEIGHT) as u64;
    assert!(held < on_their_way / 4, "each holds {held} bytes of {on_their_way} that are on their way");
    until(&server, "docket_sockets_open ", 0).await;
    drop(sleepers);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_closes_with_1001() {
    let server = Arc::new(server(&[]).await);
    let world = World::on(server.clone());
    ship(&world, SHIPMENTS, &"x".repeat(WEIGHT / 40)).await;
    let mut follows = Socket::begin(&server).await;
    follows.subscribe("1", FOLLOW, json!({ "after": BEGINNING })).await;
    for _ in 0..SHIPMENTS {
        follows.data("1").await;
    }
    let mut sockets = vec![follows, Socket::begin(&server).await, Socket::open(&server).await];
    // One that does not read keeps nobody waiting.
    let stuck = follow(&server).await;
    until(&server, "docket_subscriptions_open ", 2).await;
    let begun = Instant::now();
    let mut pauses = BTreeSet::new();
    server.terminate();
    for socket in &mut sockets {
        let (code, reason) = socket.closed().await;
        assert!(code == 1001 && reason.starts_with("The server goes away: come back in "), "{code} {reason}");
        pauses.insert(pause(&reason));
        assert!(socket.next().await.is_none(), "the server hangs up");
    }
    assert!(pauses.len() > 1, "all are to come back at the same time: {pauses:?}");
    assert_eq!(server.ended().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    drop(stuck);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_that_stops_still_works_on_is_told_first() {
    let server = server(&[]).await;
    let held = server.database().hold_customers().await;
    let mut socket = Socket::begin(&server).await;
    socket.subscribe("follows", FOLLOW, json!({})).await;
    let input = json!({ "input": { "name": "Alder & Finch", "creditLimit": "1" } });
    socket.subscribe("works", &document("createCustomer"), input).await;
    until(&server, "docket_requests_open ", 1).await;
    server.terminate();
    while server.api().get("/health/ready").await.status != 503 {
        sleep(Duration::from_millis(10)).await;
    }
    held.release().await;
    assert_eq!(socket.data("works").await["createCustomer"]["userErrors"], json!([]));
    assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "works" }));
    assert_eq!(socket.closed().await.0, 1001);
    assert_eq!(server.ended().await, Some(0));
}

/// How many follow at once, and how many orders ship meanwhile.
const FOLLOWERS: usize = 200;
const EVENTS: usize = 20;

async fn each_follower_gets_each_event_once_and_in_order(engine: Engine) {
    let server = Arc::new(Server::start_on(Database::new(engine).await).await);
    let world = World::on(server.clone());
    let mut sockets = join_all((0..FOLLOWERS).map(|_| Socket::begin(&server))).await;
    for socket in &mut sockets {
        socket.subscribe("1", FOLLOW, json!({ "after": BEGINNING })).await;
    }
    until(&server, "docket_subscriptions_open ", i64::try_from(FOLLOWERS).unwrap()).await;
    let listen = async |mut socket: Socket| {
        let mut seen = Vec::new();
        while seen.len() < EVENTS {
            seen.push(text(&socket.data("1").await["orderShipped"]["eventId"]).to_owned());
        }
        socket.is_quiet().await;
        seen
    };
    let (seen, ()) = tokio::join!(join_all(sockets.into_iter().map(listen)), ship(&world, EVENTS, ""));
    let first = &seen[0];
    let mut distinct = first.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), EVENTS);
    assert!(seen.iter().all(|other| other == first));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_followers_get_each_event_once_and_in_order_on_sqlite() {
    each_follower_gets_each_event_once_and_in_order(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_followers_get_each_event_once_and_in_order_on_postgres() {
    each_follower_gets_each_event_once_and_in_order(Engine::Postgres).await;
}
