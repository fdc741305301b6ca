//! `cargo xtask pictures` and `cargo xtask lighthouse`: the web app with demo data, as a browser shows and judges it.

use anyhow::Result;
use xshell::cmd;

use crate::{browser, step::Steps, tools, web, workspace::Workspace};

const README: &str = "docs/images";
const TO_LOOK_AT: &str = "target/pictures";

pub(crate) fn pictures(workspace: &Workspace, all: bool) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let browser = steps.run("find Chromium", || browser::ensure(sh))?;
    steps.run("web tools", || tools::ensure_web(workspace))?;
    steps.run("web app", || web::build_if_stale(workspace))?;
    let docket = steps.run("build docket", || workspace.build_docket(false))?;
    let to: &[&str] = if all { &[TO_LOOK_AT, "--all"] } else { &[README] };
    steps.run("pictures", || {
        cmd!(sh, "cargo run --quiet --package docket-tests --bin pictures -- {to...}")
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_TEST_CHROMEDRIVER", &browser.chromedriver)
            .env("DOCKET_TEST_CHROMIUM", &browser.chromium)
            .run()?;
        println!("written to {}", to[0]);
        Ok(())
    })
}

/// As it is deployed, so with the optimised server.
pub(crate) fn lighthouse(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let browser = steps.run("find Chromium", || browser::ensure(sh))?;
    steps.run("web tools", || tools::ensure_web(workspace))?;
    let lighthouse = steps.run("find Lighthouse", || tools::ensure_lighthouse(workspace))?;
    steps.run("web app", || web::build_if_stale(workspace))?;
    let docket = steps.run("build docket", || workspace.build_docket(true))?;
    steps.run("lighthouse", || {
        cmd!(sh, "cargo run --quiet --package docket-tests --bin lighthouse")
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_TEST_CHROMIUM", &browser.chromium)
            .env("DOCKET_TEST_LIGHTHOUSE", &lighthouse)
            .run()?;
        Ok(())
    })
}
