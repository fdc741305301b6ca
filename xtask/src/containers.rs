//! What runs Docket in containers, as far as it can be judged without building any: hadolint reads the Dockerfile and
//! the shell in it, dclint compares compose.yml with the specification's schema. Their values are compared with the
//! code by docket-server's tests, and the proxy's settings are run by those of docket-tests.

use anyhow::Result;
use xshell::cmd;

use crate::{tools, workspace::Workspace};

pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let hadolint = tools::ensure_hadolint(workspace)?;
    let dclint = tools::ensure_dclint(workspace)?;
    cmd!(sh, "{hadolint} --failure-threshold style Dockerfile").run()?;
    cmd!(sh, "{dclint} --config deploy/dclint.yml --max-warnings 0 compose.yml").run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Workspace, lint};

    #[test]
    fn the_dockerfile_and_compose_yml_are_clean() {
        lint(&Workspace::open().unwrap()).unwrap();
    }
}
