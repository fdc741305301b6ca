//! How soon followers are told: `cargo xtask bench`.
//!
//! An order ships over HTTP; its followers wait on sockets. The commit lies between the request and its answer, so the time
//! from the commit to `next` lies between the two that are printed: since the answer, which is below zero when followers know
//! before whoever shipped, and since the request. With several followers the last of them counts.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that measures: it prints, and a failed assumption ends it"
)]

use std::sync::Arc;
use std::time::Instant;

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, Socket};
use docket_tests::world::{World, id, text};
use serde_json::json;
use tokio::sync::mpsc;

/// How many followers there are, and how many shipments they are told of.
const ROUNDS: [(usize, usize); 3] = [(1, 200), (200, 200), (1_000, 50)];
/// More sockets than followers.
const SOCKETS: &str = "1100";
const FOLLOW: &str = "subscription($after: String) { orderShipped(after: $after) { cursor order { id status } } }";

#[tokio::main]
async fn main() {
    if std::env::var_os("DOCKET_BENCH_SECONDS").is_none() {
        println!("run this by `cargo xtask bench`, which builds and starts what it needs");
        return;
    }
    println!(
        "database    followers  shipments   since answer: median ms   p99 ms   since request: median ms   p99 ms   server MiB"
    );
    for engine in [Engine::Postgres, Engine::Sqlite] {
        for (followers, shipments) in ROUNDS {
            measure(engine, followers, shipments).await;
        }
    }
}

async fn measure(engine: Engine, followers: usize, shipments: usize) {
    let server = Arc::new(Server::start_with(Database::new(engine).await, &["--sockets", SOCKETS]).await);
    let world = World::on(server.clone());
    let (customer, product) = (world.customer("1000000").await, world.product("1").await);
    let (told, mut heard) = mpsc::unbounded_channel();
    for _ in 0..followers {
        let mut socket = Socket::begin(&server).await;
        socket.subscribe("1", FOLLOW, json!({ "after": BEGINNING })).await;
        tokio::spawn(follow(socket, shipments, told.clone()));
    }
    let (mut since_answer, mut since_request) = (Vec::new(), Vec::new());
    for _ in 0..shipments {
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let requested = Instant::now();
        world.done("shipOrder", json!({ "id": order })).await;
        let answered = Instant::now();
        let mut last = requested;
        for _ in 0..followers {
            let (shipped, at) = heard.recv().await.expect("a follower");
            assert_eq!(shipped, order);
            last = last.max(at);
        }
        since_request.push(milliseconds(requested, last));
        since_answer.push(milliseconds(answered, last));
    }
    let [answer, request] = [since_answer, since_request].map(median_and_p99);
    println!(
        "{:<11} {followers:>9} {shipments:>10} {:>25.1} {:>8.1} {:>26.1} {:>8.1} {:>12}",
        format!("{engine:?}"),
        answer.0,
        answer.1,
        request.0,
        request.1,
        server.memory() >> 20
    );
}

async fn follow(mut socket: Socket, shipments: usize, told: mpsc::UnboundedSender<(String, Instant)>) {
    for _ in 0..shipments {
        let event = socket.data("1").await;
        let at = Instant::now();
        // Who measures may have enough.
        let _ = told.send((text(&event["orderShipped"]["order"]["id"]).to_owned(), at));
    }
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    match to.checked_duration_since(from) {
        Some(after) => after.as_secs_f64() * 1e3,
        None => -from.duration_since(to).as_secs_f64() * 1e3,
    }
}

fn median_and_p99(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[values.len() * 99 / 100])
}
