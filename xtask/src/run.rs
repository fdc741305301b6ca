//! `cargo xtask run`: from a clone to the product in the browser. The defaults (database, address, keys) are the
//! binary's own: what runs here is what runs anywhere.

use std::{os::unix::process::CommandExt as _, path::Path, process::Command};

use anyhow::{Context as _, Result};
use xshell::cmd;

use crate::{step::Steps, tools, web, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace, release: bool, serve_args: &[String]) -> Result<()> {
    let mut steps = Steps::new();
    steps.run("web tools", || tools::ensure_web(workspace))?;
    steps.run("web app", || web::build_if_stale(workspace))?;
    let docket = steps.run("build docket", || workspace.build_docket(release))?;
    steps.run("database", || fill_database(workspace, &docket))?;
    drop(steps);
    // The server takes this process over, so Ctrl-C and signals reach it and nothing stands in between.
    let error = Command::new(&docket).arg("serve").args(serve_args).current_dir(&workspace.root).exec();
    Err(error).with_context(|| format!("{} does not start", docket.display()))
}

/// The newest schema, and demo data where there is none yet.
pub(crate) fn fill_database(workspace: &Workspace, docket: &Path) -> Result<()> {
    let sh = &workspace.sh;
    cmd!(sh, "{docket} migrate").run()?;
    cmd!(sh, "{docket} seed --if-empty").run()?;
    Ok(())
}
