//! The soak of [`docket_tests::faults`], as `cargo xtask faults` starts it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that reports: it prints, and a failed assumption ends it"
)]

use std::process::ExitCode;
use std::time::Duration;

use docket_tests::database::Engine;
use docket_tests::faults::Soak;

#[tokio::main]
async fn main() -> ExitCode {
    let Ok(seconds) = std::env::var("DOCKET_FAULTS_SECONDS") else {
        println!("run this by `cargo xtask faults`, which builds and starts what it needs");
        return ExitCode::FAILURE;
    };
    let number = |name: &str| -> u64 { std::env::var(name).ok().and_then(|text| text.parse().ok()).expect("a number") };
    let engine =
        if std::env::var("DOCKET_FAULTS_ON").as_deref() == Ok("sqlite") { Engine::Sqlite } else { Engine::Postgres };
    let soak = Soak {
        engine,
        length: Duration::from_secs(seconds.parse().expect("a number of seconds")),
        seed: number("DOCKET_FAULTS_SEED"),
        kills: usize::try_from(number("DOCKET_FAULTS_KILLS")).expect("a small number"),
    };
    // It goes when all is well; after anything else, a panic included, the journals and logs are worth a look.
    let folder = tempfile::Builder::new().prefix("docket-faults-").tempdir().expect("a folder").keep();
    println!("{engine:?}, seed {}, {seconds} s, {} kills, in {}", soak.seed, soak.kills, folder.display());
    let verdict = soak.run(&folder).await;
    println!("{engine:?}, seed {}: {verdict}", soak.seed);
    if verdict.is_clean() {
        std::fs::remove_dir_all(&folder).expect("a folder that can be removed");
        return ExitCode::SUCCESS;
    }
    println!("the journals and logs stay in {}", folder.display());
    ExitCode::FAILURE
}
