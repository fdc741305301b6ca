//! The binary, run to its end.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::environment;

/// The longest that a command may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What this shell may say and a test does not; everything about Kafka is added.
const OURS: [&str; 9] = [
    "DOCKET_CONFIG",
    "EVENT_DIR",
    "EVENT_FILE_BYTES",
    "LISTEN",
    "LOG_FORMAT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "RELAY",
    "RUST_BACKTRACE",
    "RUST_LOG",
];

/// What a command left.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its exit code; none when it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said about it.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

impl Outcome {
    /// Both outputs, for what must stand, or must not stand, in either.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// `docket` with nothing of this shell's settings.
pub fn docket(database_url: &str, args: &[&str]) -> Command {
    let mut command = Command::new(environment::binary());
    command.args(args).env("DATABASE_URL", database_url).stdin(Stdio::null());
    for name in OURS {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"KAFKA_")) {
        command.env_remove(name);
    }
    command
}

/// Runs `docket` with these arguments and waits for it.
pub async fn run(database_url: &str, args: &[&str]) -> Outcome {
    ended(docket(database_url, args)).await
}

/// Runs a command and waits for it.
pub async fn ended(mut command: Command) -> Outcome {
    ended_within(&mut command, PATIENCE).await
}

/// Runs a command and waits for it as long as this.
pub async fn ended_within(command: &mut Command, patience: Duration) -> Outcome {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let ended = tokio::task::spawn_blocking(move || {
        let deadline = begun + patience;
        // A command prints little: the pipes hold it until it has ended.
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > deadline {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        child.wait_with_output().unwrap()
    });
    let Output { status, stdout, stderr } = ended.await.unwrap_or_else(|error| panic!("process {id}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: status.code(), stdout: text(stdout), stderr: text(stderr), took: begun.elapsed() }
}

/// Runs `docket`, which must succeed.
pub async fn succeed(database_url: &str, args: &[&str]) -> String {
    let outcome = run(database_url, args).await;
    assert_eq!(outcome.code, Some(0), "docket {args:?}: {outcome:?}");
    outcome.stdout
}
