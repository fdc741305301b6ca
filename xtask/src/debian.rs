//! System packages, for what no Rust or npm registry carries. As root on Debian they are installed; for anyone
//! else the refusal names the command to type. Never a silent skip: a test that did not run proves nothing.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::workspace::on_path;

/// Installs `packages`, or says how to, opening with what is missing.
pub(crate) fn install(sh: &Shell, missing: &str, packages: &[&str]) -> Result<()> {
    if on_path(&["apt-get"]).is_none() || !is_root(sh)? {
        let packages = packages.join(" ");
        bail!("{missing} is missing. On Debian or Ubuntu: sudo apt-get install -y {packages}");
    }
    println!("{missing} is missing: installing it with apt-get");
    sh.set_var("DEBIAN_FRONTEND", "noninteractive");
    cmd!(sh, "apt-get update --quiet").run()?;
    cmd!(sh, "apt-get install --yes --quiet --no-install-recommends {packages...}").run()?;
    Ok(())
}

/// PostgreSQL and apt-get each care: one refuses root, the other wants it.
pub(crate) fn is_root(sh: &Shell) -> Result<bool> {
    Ok(cmd!(sh, "id -u").quiet().read()? == "0")
}
