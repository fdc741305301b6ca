//! How fast what waits in the outbox goes out: `cargo xtask bench`.
//!
//! Orders are entered while no server runs, so that all of their events wait. Then one starts, and the time runs from the
//! first look at its figures until everything has arrived: on the disk, or at Kafka with every delivery reported.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that measures: it prints, and a failed assumption ends it"
)]

use std::time::{Duration, Instant};

use docket_tests::command::succeed;
use docket_tests::database::{Database, Engine};
use docket_tests::environment;
use docket_tests::server::Server;

const ORDERS: &str = "3000";
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() {
    if std::env::var_os("DOCKET_BENCH_SECONDS").is_none() {
        println!("run this by `cargo xtask bench`, which builds and starts what it needs");
        return;
    }
    println!("database    destination    events   seconds   events/s");
    let kafka = environment::kafka();
    for engine in [Engine::Postgres, Engine::Sqlite] {
        measure(engine, "file", &[]).await;
        measure(engine, "kafka", &["--kafka-brokers", &kafka]).await;
    }
}

async fn measure(engine: Engine, destination: &str, flags: &[&str]) {
    let database = Database::new(engine).await;
    succeed(database.url(), &["seed", "--orders", ORDERS]).await;
    let events = database.number("SELECT count(*) FROM outbox").await;
    let server = Server::start_with(database, flags).await;
    let begun = Instant::now();
    let before = arrived(&server, destination).await;
    while arrived(&server, destination).await < events {
        tokio::time::sleep(PAUSE).await;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let counted = events - before;
    #[expect(clippy::cast_precision_loss, reason = "a count of events")]
    let rate = counted as f64 / seconds;
    println!("{:<11} {destination:<11} {counted:>9} {seconds:>9.1} {rate:>10.0}", format!("{engine:?}"));
}

/// How many events the server has published.
async fn arrived(server: &Server, destination: &str) -> i64 {
    let name = format!("docket_relay_events_total{{destination=\"{destination}\",outcome=\"arrived\"}} ");
    let text = server.api().get("/metrics").await.text();
    let line = text.lines().find_map(|line| line.strip_prefix(&name).map(str::to_owned));
    line.map_or(0, |count| count.parse().expect("a number"))
}
