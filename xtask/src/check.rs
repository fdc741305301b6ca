//! `cargo xtask check`, the fast one before a commit, and `cargo xtask lint`, all that can be said without running.

use anyhow::Result;
use xshell::cmd;

use crate::{
    containers, deny,
    step::Steps,
    tools,
    workspace::{SERVER_SIDE, Workspace},
};

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new();
    style(&mut steps, workspace)?;
    steps.run("rule tests", || {
        cmd!(workspace.sh, "cargo test --package docket-rules").run()?;
        Ok(())
    })
}

pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new();
    style(&mut steps, workspace)?;
    // With the feature that is off by default, and without those that are on.
    for (what, how) in [
        ("with places to crash at", ["--features", "faults"].as_slice()),
        ("without Kafka and traces", &["--no-default-features", "--all-targets"]),
    ] {
        steps.run(&format!("clippy, docket {what}"), || {
            cmd!(workspace.sh, "cargo clippy --package docket-server {how...} -- -D warnings").run()?;
            Ok(())
        })?;
    }
    steps.run("containers", || containers::lint(workspace))?;
    steps.run("cargo deny", || deny::deny(workspace))
}

fn style(steps: &mut Steps, workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    steps.run("lint tools", || tools::ensure_lints(sh))?;
    steps.run("format", || {
        cmd!(sh, "cargo fmt --all --check").run()?;
        Ok(())
    })?;
    steps.run("clippy, server side", || {
        cmd!(sh, "cargo clippy {SERVER_SIDE...} --all-targets -- -D warnings").run()?;
        Ok(())
    })?;
    steps.run("clippy, web app", || {
        // The profile that trunk builds with: its macros and build scripts then serve both.
        let target = ["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
        cmd!(sh, "cargo clippy --package docket-web {target...} -- -D warnings").run()?;
        Ok(())
    })
}
