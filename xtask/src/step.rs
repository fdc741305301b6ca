//! Named steps with their wall times, and a summary at the end, also when a step failed: a slow build or a slow
//! test is noticed only where its time is shown.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

struct Done {
    name: String,
    time: Duration,
    passed: bool,
}

/// Runs steps in turn. Prints the summary when it goes out of scope.
pub(crate) struct Steps {
    started: Instant,
    done: Vec<Done>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), done: Vec::new() }
    }

    /// Runs one step; its failure is the command's failure.
    pub(crate) fn run<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let started = Instant::now();
        let outcome = work();
        let time = started.elapsed();
        self.done.push(Done { name: name.to_owned(), time, passed: outcome.is_ok() });
        println!("== {name}: {} in {:.1} s", verdict(outcome.is_ok()), time.as_secs_f64());
        outcome.with_context(|| format!("step `{name}`"))
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        println!("\nSummary");
        for Done { name, time, passed } in &self.done {
            println!("  {:<6} {:>7.1} s  {name}", verdict(*passed), time.as_secs_f64());
        }
        println!("  {:<6} {:>7.1} s", "total", self.started.elapsed().as_secs_f64());
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "ok" } else { "FAILED" }
}
