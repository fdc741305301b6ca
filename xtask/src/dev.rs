//! `cargo xtask dev`: the web app built again at each change, beside a server that stays.

use std::process::{Child, Command};

use anyhow::{Context as _, Result};
use xshell::cmd;

use crate::{run, step::Steps, tools, workspace::Workspace};

/// The server, which ends with this command.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing left to do then.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) fn dev(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new();
    steps.run("web tools", || tools::ensure_web(workspace))?;
    let docket = steps.run("build docket", || workspace.build_docket(false))?;
    steps.run("database", || run::fill_database(workspace, &docket))?;
    drop(steps);
    // Ctrl-C reaches both, since both belong to this terminal.
    let serve = Command::new(&docket).arg("serve").current_dir(&workspace.root).spawn();
    let _server = Server(serve.with_context(|| format!("{} does not start", docket.display()))?);
    cmd!(workspace.sh, "trunk serve").run()?;
    Ok(())
}
