//! How long a million orders take to be verified, explained, repaired and read: `cargo xtask million`.
//!
//! Verification, repair, explanation and pages go through the binary, as a user's would; only the rows themselves are
//! made behind its back (see [`fill`]). Figures are medians, of pages also what one in twenty and one in a hundred takes longer than; a value that drifted, or a page that is empty, ends it.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures: it prints, and a failed assumption ends it"
)]

mod fill;
mod read;
mod verify;

use std::time::{Duration, Instant};

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;

use crate::fill::Size;

/// How often verification is measured.
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    // Cargo also asks benches to list themselves; there is one, and it runs only when it is asked to.
    let Some(orders) = std::env::var("DOCKET_MILLION_ORDERS").ok().and_then(|text| text.parse().ok()) else {
        println!("run this by `cargo xtask million`, which builds and starts what it needs");
        return;
    };
    let only = std::env::var("DOCKET_MILLION_ON").unwrap_or_default();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if !only.is_empty() && !format!("{engine:?}").eq_ignore_ascii_case(&only) {
            continue;
        }
        measure(engine, Size::of(orders)).await;
    }
}

async fn measure(engine: Engine, size: Size) {
    let database = Database::new(engine).await;
    docket_tests::command::succeed(database.url(), &["migrate"]).await;
    let ((), filling) = timed(fill::fill(&database, engine, size)).await;
    let bytes = match engine {
        Engine::Sqlite => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        Engine::Postgres => "SELECT pg_database_size(current_database())",
    };
    let megabytes = database.number(bytes).await / 1_000_000;
    println!(
        "\n{engine:?}: {} orders, {} items, {megabytes} MB, without history and events",
        size.orders,
        size.items()
    );
    row("generate", filling);

    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(verify::run(database.url(), &[]).await);
    }
    runs.sort_by_key(|run| run.took);
    let verified = &runs[RUNS / 2];
    assert_eq!(verified.drift, 0, "what was generated is not what the rules give");
    for (rule, took) in &verified.rules {
        row(&format!("verify {rule}"), *took);
    }
    row("verify, all rules", verified.took);
    println!("  {:<44} {:>8} MB", "verify, largest memory", verified.memory_mb);

    database.execute(verify::SPOIL).await;
    let repaired = verify::run(database.url(), &["--repair"]).await;
    assert_eq!((repaired.drift, repaired.repaired), (0, 1));
    row("verify and repair a spoilt balance", repaired.took);

    let server = Server::start_on(database).await;
    println!("  {:<44} {}", "", read::PERCENTILES.map(|name| format!("{name:>11}")).concat());
    for (name, took) in read::pages(&server.api()).await {
        let took = took.map(|took| format!("{:>8.1} ms", took.as_secs_f64() * 1e3)).concat();
        println!("  {name:<44} {took}");
    }
}

async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let begun = Instant::now();
    (work.await, begun.elapsed())
}

fn row(name: &str, took: Duration) {
    println!("  {name:<44} {:>8.1} ms", took.as_secs_f64() * 1e3);
}
