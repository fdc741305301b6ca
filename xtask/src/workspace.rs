//! Where things are, and the shell that commands run in. Knows no command.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use xshell::{Shell, cmd};

/// The packages of the server side: everything but the web app, which compiles for wasm32 only.
pub(crate) const SERVER_SIDE: [&str; 3] = ["--workspace", "--exclude", "docket-web"];

/// The checkout, with a shell that stands in its root and finds the tools in `.tools` first.
pub(crate) struct Workspace {
    pub(crate) sh: Shell,
    pub(crate) root: PathBuf,
}

impl Workspace {
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the root")?.to_owned();
        let sh = Shell::new()?;
        sh.change_dir(&root);
        let workspace = Self { sh, root };
        let tools = workspace.tools();
        let found = env::var_os("PATH").unwrap_or_default();
        let ours = [tools.join("bin"), tools.join("node_modules/.bin")];
        workspace.sh.set_var("PATH", env::join_paths(ours.into_iter().chain(env::split_paths(&found)))?);
        Ok(workspace)
    }

    /// Where the pinned build tools are installed, once a checkout.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// Builds the `docket` binary and returns its path.
    pub(crate) fn build_docket(&self, release: bool) -> Result<PathBuf> {
        let profile = if release { "release" } else { "dev" };
        cmd!(self.sh, "cargo build --package docket-server --bin docket --profile {profile}").run()?;
        docket(release)
    }
}

/// The path of the built `docket` binary.
pub(crate) fn docket(release: bool) -> Result<PathBuf> {
    let docket = target()?.join(if release { "release" } else { "debug" }).join("docket");
    ensure!(docket.is_file(), "{} was not built", docket.display());
    Ok(docket)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> Result<PathBuf> {
    // This program was built by the same cargo with the same configuration, so it lies there itself: true also when
    // CARGO_TARGET_DIR points elsewhere.
    let this = env::current_exe()?;
    Ok(this.ancestors().nth(2).context("cargo runs this program from target/debug")?.to_owned())
}

/// The first of `names` that is an executable on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<_> = env::split_paths(&path).collect();
    names.iter().find_map(|name| directories.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
}
