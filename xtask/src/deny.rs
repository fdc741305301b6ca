//! `cargo deny`, by the rules in deny.toml: licences, sources, banned crates and published advisories.

use anyhow::Result;
use xshell::cmd;

use crate::{tools, workspace::Workspace};

const UNREACHABLE: &str = "
!! ADVISORIES WERE NOT CHECKED: the RustSec database cannot be reached from this machine.
!! Run `cargo deny check advisories` where it can.
";

pub(crate) fn deny(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    tools::ensure_deny(workspace)?;
    cmd!(sh, "cargo deny check bans licenses sources").run()?;
    // Fetched on its own, so an unreachable database and an advisory that was found are told apart.
    if cmd!(sh, "cargo deny fetch db").run().is_err() {
        println!("{UNREACHABLE}");
        return Ok(());
    }
    cmd!(sh, "cargo deny check advisories").run()?;
    Ok(())
}
