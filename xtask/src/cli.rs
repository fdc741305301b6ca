//! The commands and their help. Knows nothing of how they are carried out.

use clap::{Parser, Subcommand};

/// Everything a developer does with Docket, from a fresh clone to a green test run.
///
/// A fresh machine needs Rust, a C and C++ compiler with make, perl and zlib, Node with npm, and on Debian nothing else: what is missing is
/// installed into `.tools` (trunk, wasm-bindgen, wasm-opt, cargo-deny; some minutes, once) or, as root, by apt
/// (PostgreSQL, Chromium, HAProxy, Java, Maven and kcat, for the tests only). Without root the command to type is named instead.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
pub(crate) struct Xtask {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Build everything, seed an empty database and serve it on port 8000 of this machine
    ///
    /// The database is the one in `DATABASE_URL`, by default SQLite in `data/`. Delete `data/` to start over.
    /// What follows `--` goes to `docket serve`, for example:
    ///
    ///   cargo xtask run -- --listen 127.0.0.1:9000
    #[command(verbatim_doc_comment)]
    Run {
        /// Optimised build, as it is deployed: slower to build, several times faster to run
        #[arg(long)]
        release: bool,
        /// Arguments for `docket serve`
        #[arg(last = true)]
        serve_args: Vec<String>,
    },
    /// Run every test: on SQLite, on a private PostgreSQL, with a private Kafka, and in a browser
    ///
    /// PostgreSQL and Kafka live in temporary directories on free ports and are gone afterwards, also after a failure
    /// or Ctrl-C: no server of yours is touched. What follows `--` goes to `cargo test`, for example:
    ///
    ///   cargo xtask test -- shipping            only tests with "shipping" in their name
    ///   cargo xtask test -- -p docket-domain    only that crate
    ///   cargo xtask test -- shipping -- --nocapture
    #[command(verbatim_doc_comment)]
    Test {
        /// Arguments for `cargo test`
        #[arg(last = true)]
        cargo_test_args: Vec<String>,
    },
    /// The fast check before a commit: format, clippy on server and web app, rule tests
    ///
    /// About a minute when warm. It needs neither PostgreSQL nor a browser.
    Check,
    /// Format, clippy on server and web app, Dockerfile and compose.yml, licences and advisories: the first half of `.ci/run`, before the tests
    Lint,
    /// Orders a second beside the physical limit, on PostgreSQL and SQLite, both sides taking turns
    ///
    /// Prints orders/s, the ratio, processor time an order of server and database, and percentiles. The figures are
    /// this machine's; the ratio is what compares.
    Bench {
        /// How long each turn takes; there are three of each side, for two databases and two spreads
        #[arg(long, default_value_t = 5)]
        seconds: u32,
        /// Only on one of the two: sqlite or postgres
        #[arg(long, value_parser = ["sqlite", "postgres"])]
        on: Option<String>,
    },
    /// A million orders, on SQLite and on PostgreSQL: how long they take to be verified, repaired, explained and read
    ///
    /// The rows are made by SQL, since commands would take an hour; there is no history and there are no events beside
    /// them. Everything that is measured goes through the binary. It takes some minutes and a few gigabytes of disk.
    Million {
        /// How many orders, with 3 items each on average
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
        orders: u64,
        /// Only on one of the two: sqlite or postgres
        #[arg(long, value_parser = ["sqlite", "postgres"])]
        on: Option<String>,
    },
    /// Many clients, two instances, every kind of change at once on both databases; then the books are compared
    ///
    /// Prints, for each database, how many units were committed, refused, restarted and retried. Any drift fails.
    Soak {
        /// How long on each database
        #[arg(long, default_value_t = 30)]
        seconds: u32,
    },
    /// Break everything around real processes under load, on both databases, and count what is lost
    ///
    /// On PostgreSQL: two instances and Kafka. Processes are killed, brought to crash at named places and stopped for a while;
    /// PostgreSQL and Kafka restart, connections are cut, a SQLite file is full. Prints each fault and a verdict; anything lost,
    /// made up, wrongly added or overdrawn fails. The same seed breaks the same things at the same times.
    Faults {
        /// How long things are broken, on each database
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_440))]
        minutes: u32,
        /// What the plan follows from
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How often a process is killed or brought to crash, on each database; five times a minute when absent
        #[arg(long)]
        kills: Option<u64>,
        /// On which of the two: sqlite, postgres or both
        #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
        database: String,
    },
    /// Print the GraphQL schema into `schema.graphql`
    ///
    /// The file is all that joins server and web app: commit it with the change that caused it. The web app's
    /// queries are compiled against it, so the compiler then points at each query that no longer fits.
    Schema {
        /// Write nothing; fail when the file is stale
        #[arg(long)]
        check: bool,
    },
    /// Build the web app into `frontend/dist` and print its size, raw and compressed
    ///
    /// What is sent is what a visitor downloads once. It fails when the first load is too large.
    Web,
    /// Serve the web app on port 8080 and show every change at once, beside an API with demo data on port 8000
    ///
    /// The web app is built without optimisation, and again whenever one of its files is saved; the page then reloads.
    /// The server is built once: start it anew after a change in the backend.
    Dev,
    /// Take the README's pictures of the web app with demo data, in light and dark
    Pictures {
        /// Every page instead, wide and narrow, into target/pictures, to be looked at
        #[arg(long)]
        all: bool,
    },
    /// What Lighthouse says of the web app with demo data, on a desktop and on a phone: scores, times, bytes
    Lighthouse,
    /// Cut the web app into parts, and make them small: Trunk calls this after each of its builds
    #[command(hide = true)]
    Pack,
}
