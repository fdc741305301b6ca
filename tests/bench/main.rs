//! How fast orders are taken, beside the physical limit, in the same minute: `cargo xtask bench`.
//!
//! Both sides take turns, several rounds, and the medians are compared: this machine's noise meets both. Ours is
//! createOrder with 3 items over HTTP, from clients on the same machine, which cost it processor time as well.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures: it prints, and a failed assumption ends it"
)]

mod limit;
mod load;

use std::time::Duration;

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;

use crate::limit::Limit;
use crate::load::{Load, Round};

/// Turns of each side.
const ROUNDS: usize = 3;

/// Which customers order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    /// A thousand, evenly.
    Uniform,
    /// One.
    Hot,
}

impl Spread {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Hot => "hot",
        }
    }
}

#[tokio::main]
async fn main() {
    // Cargo also asks benches to list themselves; there is one, and it runs only when it is asked to.
    let seconds = std::env::var("DOCKET_BENCH_SECONDS").ok().and_then(|text| text.parse().ok());
    let Some(seconds) = seconds.map(Duration::from_secs) else {
        println!("run this by `cargo xtask bench`, which builds and starts what it needs");
        return;
    };
    println!(
        "database    spread   clients   limit/s   orders/s   ratio   server µs   database µs   p50 ms   p99 ms   statements"
    );
    let on = std::env::var("DOCKET_BENCH_ON").unwrap_or_default();
    let wanted = |engine: Engine| on.is_empty() || format!("{engine:?}").eq_ignore_ascii_case(&on);
    let sides = [(Engine::Postgres, 16), (Engine::Sqlite, 64)].into_iter().filter(|(engine, _)| wanted(*engine));
    for (engine, clients) in sides {
        let server = Server::start_on(Database::new(engine).await).await;
        let load = Load::prepare(&server, clients).await;
        if engine == Engine::Postgres {
            // As the limit's: PostgreSQL would do it by itself within a minute.
            server.database().execute("VACUUM ANALYZE").await;
        }
        let limit = Limit::prepare(engine).await;
        for spread in [Spread::Uniform, Spread::Hot] {
            let (mut limits, mut rounds) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                limits.push(limit.run(spread, seconds).await);
                rounds.push(load.run(&server, engine, spread, seconds).await);
            }
            report(engine, spread, clients, limits, rounds);
        }
        load.explain(&server).await;
        let begun = std::time::Instant::now();
        let verified = docket_tests::command::run(server.database().url(), &["rules", "verify"]).await;
        assert_eq!(verified.code, Some(0), "{}", verified.text());
        println!("{engine:?}: every value recomputed and compared in {:.1} s", begun.elapsed().as_secs_f64());
    }
}

fn report(engine: Engine, spread: Spread, clients: usize, mut limits: Vec<f64>, mut rounds: Vec<Round>) {
    limits.sort_by(f64::total_cmp);
    rounds.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    let (limit, round) = (limits[ROUNDS / 2], &rounds[ROUNDS / 2]);
    println!(
        "{:<11} {:<8} {clients:>7} {limit:>9.0} {:>10.0} {:>7.2} {:>11.0} {:>13.0} {:>8.1} {:>8.1} {:>12.1}",
        format!("{engine:?}"),
        spread.name(),
        round.per_second,
        round.per_second / limit,
        round.server_micros,
        round.database_micros,
        round.p50_ms,
        round.p99_ms,
        round.statements,
    );
}
