//! What Lighthouse says of the web app with demo data, as a desktop and as a phone on a slow line: scores and times, for
//! reading. `cargo xtask lighthouse` gives it what it needs.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that prints figures, and ends where it cannot"
)]

use std::process::Command;

use docket_tests::command;
use docket_tests::database::{Database, Engine};
use docket_tests::environment;
use docket_tests::server::Server;
use serde_json::Value as Json;

const PAGES: [&str; 2] = ["/", "/orders"];
const FIGURES: [(&str, &str); 6] = [
    ("first paint", "first-contentful-paint"),
    ("largest paint", "largest-contentful-paint"),
    ("interactive", "interactive"),
    ("blocked", "total-blocking-time"),
    ("layout shift", "cumulative-layout-shift"),
    ("sent", "total-byte-weight"),
];

#[tokio::main]
async fn main() {
    let database = Database::new(Engine::Sqlite).await;
    command::succeed(database.url(), &["seed"]).await;
    let server = Server::start_on(database).await;
    for page in PAGES {
        for (device, flags) in [("desktop", ["--preset=desktop"].as_slice()), ("phone, slow 4G", &[])] {
            let report = audit(&format!("{}{page}", server.url()), flags);
            println!("{page} on a {device}: {}", scores(&report));
            for (name, audit) in FIGURES {
                println!("  {name:<14} {}", report["audits"][audit]["displayValue"].as_str().unwrap_or("unknown"));
            }
        }
    }
}

fn audit(url: &str, flags: &[&str]) -> Json {
    let run = Command::new(environment::lighthouse())
        .args([url, "--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage"])
        .arg("--only-categories=performance,accessibility,best-practices")
        .args(flags)
        .env("CHROME_PATH", environment::chromium())
        .output()
        .expect("lighthouse starts");
    assert!(run.status.success(), "lighthouse: {}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("lighthouse answers in JSON")
}

fn scores(report: &Json) -> String {
    let categories = report["categories"].as_object().into_iter().flatten();
    let score = |(name, category): (&String, &Json)| match category["score"].as_f64() {
        Some(score) => format!("{name} {:.0}", score * 100.0),
        None => format!("{name} unknown"),
    };
    categories.map(score).collect::<Vec<_>>().join(", ")
}
