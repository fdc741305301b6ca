//! `cargo xtask web`, and the web app for the commands that need it built. Trunk.toml says how; this says when.

use std::{fs, path::Path, time::SystemTime};

use anyhow::Result;
use xshell::cmd;

use crate::{step::Steps, tools, workspace::Workspace};

const DIST: &str = "frontend/dist";
/// What the built web app depends on. `frontend/dist` lies inside the first and is left out.
const SOURCES: [&str; 5] = ["frontend", "Trunk.toml", "schema.graphql", "Cargo.toml", "Cargo.lock"];

/// Node measures, because it is there anyway.
const MEASURE: &str = include_str!("measure.mjs");

/// How large the first load may be, compressed, in bytes: everything that the page one starts with takes, fonts included.
/// It is to fall, not to rise.
const LARGEST_LOAD: &str = "350000";
/// The part with the page that one starts with.
const START: &str = "home";

pub(crate) fn web(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new();
    steps.run("web tools", || tools::ensure_web(workspace))?;
    steps.run("web app", || build(workspace))?;
    steps.run("size", || {
        cmd!(workspace.sh, "node --input-type=module --eval {MEASURE} {DIST} {START} {LARGEST_LOAD}").quiet().run()?;
        Ok(())
    })
}

/// Builds the web app if a source is newer than what was built; says so if none is.
pub(crate) fn build_if_stale(workspace: &Workspace) -> Result<()> {
    if is_fresh(workspace) {
        println!("{DIST} is newer than every source: used as it is (`cargo xtask web` builds regardless)");
        return Ok(());
    }
    build(workspace)
}

fn build(workspace: &Workspace) -> Result<()> {
    cmd!(workspace.sh, "trunk build --release").run()?;
    Ok(())
}

fn is_fresh(workspace: &Workspace) -> bool {
    let built = fs::metadata(workspace.root.join(DIST).join("index.html")).and_then(|file| file.modified());
    built.is_ok_and(|built| SOURCES.iter().all(|source| is_older(&workspace.root.join(source), built)))
}

/// Whether nothing at or below `path` changed since. What cannot be read counts as changed.
fn is_older(path: &Path, than: SystemTime) -> bool {
    if path.ends_with(DIST) {
        return true;
    }
    let Ok(metadata) = fs::metadata(path) else { return false };
    // A directory's own time tells of files that were removed, and also that `dist` was made; so it is built
    // once more than needed after a fresh clone, never once less.
    metadata.modified().is_ok_and(|changed| changed <= than)
        && (!metadata.is_dir()
            || fs::read_dir(path)
                .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| is_older(&entry.path(), than)))))
}
