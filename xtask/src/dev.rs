//! `cargo xtask dev`: the web app built again at each change, beside a server that stays.

use std::fs;
use std::process::{Child, Command};

use anyhow::{Context as _, Result};
use xshell::cmd;

use crate::{
    run,
    step::Steps,
    tools,
    workspace::{Workspace, target},
};

/// Where Trunk's server passes sockets on, by Trunk.toml.
const SOCKETS: &str = "/live";

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
    // Not over what `cargo xtask web` has built, which the other commands take for finished.
    let dist = target()?.join("web-dev");
    fs::create_dir_all(&dist)?;
    cmd!(workspace.sh, "trunk serve --dist {dist}").env("DOCKET_SOCKET_PATH", SOCKETS).run()?;
    Ok(())
}
