//! `cargo xtask million`: how long a million orders take to be verified, explained, repaired and read, on both databases.

use anyhow::Result;
use xshell::cmd;

use crate::{
    postgres::{self, Durability, Postgres},
    step::Steps,
    workspace::Workspace,
};

/// Measures on as many orders, on both databases or on one.
pub(crate) fn million(workspace: &Workspace, orders: u64, on: Option<&str>) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let bin = steps.run("find PostgreSQL", || postgres::ensure(sh))?;
    let docket = steps.run("build", || {
        cmd!(sh, "cargo bench --no-run --package docket-tests --bench million").run()?;
        workspace.build_docket(true)
    })?;
    let postgres = steps.run("start PostgreSQL", || Postgres::start(sh, bin, Durability::Durable))?;
    steps.run("measure", || {
        cmd!(sh, "cargo bench --quiet --package docket-tests --bench million")
            .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_MILLION_ORDERS", orders.to_string())
            .env("DOCKET_MILLION_ON", on.unwrap_or_default())
            .run()?;
        Ok(())
    })
}
