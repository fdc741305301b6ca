//! `docket rules verify`, run to its end and watched.

use std::process::Stdio;
use std::time::{Duration, Instant};

use docket_tests::command::docket;
use serde_json::Value as Json;

/// What one run gave.
pub(crate) struct Run {
    /// How long each rule took.
    pub(crate) rules: Vec<(String, Duration)>,
    /// How long all of it took, from start to end of the process.
    pub(crate) took: Duration,
    /// How many values differed at the end.
    pub(crate) drift: u64,
    /// How many were put back.
    pub(crate) repaired: usize,
    /// The most memory that the process held.
    pub(crate) memory_mb: u64,
}

/// Runs it with these arguments; it must succeed.
pub(crate) async fn run(url: &str, arguments: &[&str]) -> Run {
    let begun = Instant::now();
    let mut command = docket(url, &[&["rules", "verify", "--json"], arguments].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut memory_mb = 0;
    while child.try_wait().unwrap().is_none() {
        memory_mb = held_mb(child.id()).unwrap_or(memory_mb);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = begun.elapsed();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said: Json = serde_json::from_slice(&output.stdout).unwrap();
    let rules = said["rules"].as_array().unwrap().iter().map(|rule| {
        let took = Duration::from_millis(rule["milliseconds"].as_u64().unwrap());
        (rule["rule"].as_str().unwrap().to_owned(), took)
    });
    Run {
        rules: rules.collect(),
        took,
        drift: said["drift"].as_u64().unwrap(),
        repaired: said["repaired"].as_array().unwrap().len(),
        memory_mb,
    }
}

/// Makes one balance wrong: the largest customer's.
pub(crate) const SPOIL: &str = "UPDATE customer SET balance = balance + 10000 \
    WHERE id = (SELECT id FROM customer ORDER BY open_orders DESC LIMIT 1)";

/// The most that a process has held so far, as Linux counts it.
fn held_mb(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(most.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1_000)
}
