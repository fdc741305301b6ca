//! Chromium and its driver, for the tests that use the web app as a person does.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use xshell::Shell;

use crate::{debian, workspace::on_path};

/// A browser and the WebDriver server that steers it; of one package source, so of one version.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// Finds both on PATH, or installs them.
pub(crate) fn ensure(sh: &Shell) -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    debian::install(sh, "Chromium with its driver", &["chromium", "chromium-driver"])?;
    find().context("chromium and chromedriver are installed, yet not on PATH")
}

fn find() -> Option<Browser> {
    let chromium = on_path(&["chromium", "chromium-browser", "google-chrome"])?;
    let chromedriver = on_path(&["chromedriver"])?;
    Some(Browser { chromium, chromedriver })
}
