//! `cargo xtask schema`: the server prints its GraphQL schema, the repository keeps it, the web app compiles
//! against it.

use std::fs;

use anyhow::{Result, bail};
use xshell::cmd;

use crate::workspace::Workspace;

const FILE: &str = "schema.graphql";

pub(crate) fn schema(workspace: &Workspace, check: bool) -> Result<()> {
    let docket = workspace.build_docket(false)?;
    let printed = cmd!(workspace.sh, "{docket} schema").quiet().read()? + "\n";
    let path = workspace.root.join(FILE);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept == printed {
        println!("{FILE} is up to date");
        return Ok(());
    }
    if check {
        let line = 1 + kept.lines().zip(printed.lines()).take_while(|(kept, printed)| kept == printed).count();
        bail!("{FILE} is stale from line {line} on: run `cargo xtask schema` and commit the file");
    }
    fs::write(path, printed)?;
    println!("{FILE} written");
    Ok(())
}
