//! HAProxy, which stands before several instances: the tests run it with the settings of deploy/haproxy.cfg.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use xshell::Shell;

use crate::{debian, workspace::on_path};

/// Debian puts it where only root looks.
const PACKAGED: &str = "/usr/sbin/haproxy";

/// The program, installed if it is missing.
pub(crate) fn ensure(sh: &Shell) -> Result<PathBuf> {
    if let Some(program) = find() {
        return Ok(program);
    }
    debian::install(sh, "HAProxy (for the tests of several instances)", &["haproxy"])?;
    find().context("HAProxy is installed, yet it is neither on PATH nor in /usr/sbin")
}

fn find() -> Option<PathBuf> {
    on_path(&["haproxy"]).or_else(|| Some(PathBuf::from(PACKAGED)).filter(|program| program.is_file()))
}
