//! The programs in `tests/npm`: clients and auditors that others wrote, unmodified, against a served Docket.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::command::{Outcome, ended};
use crate::environment;

/// A program of `tests/npm`, such as `audit.mjs`, that is not started yet.
pub fn program(name: &str, args: &[&str]) -> Command {
    environment::node_modules();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("npm");
    let mut command = Command::new("node");
    command.arg(folder.join(name)).args(args).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a program of `tests/npm`, which must succeed; gives what it printed.
pub async fn succeed(name: &str, args: &[&str]) -> String {
    let Outcome { code, stdout, stderr, .. } = ended(program(name, args)).await;
    assert_eq!(code, Some(0), "node {name} {args:?}:\n{stdout}{stderr}");
    stdout
}
