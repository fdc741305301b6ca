//! `cargo xtask bench`: orders a second beside the physical limit, on both databases, both sides in the same minute; how soon
//! followers are told of a shipment; and how fast what waits in the outbox goes out.

use anyhow::Result;
use xshell::cmd;

use crate::{
    debian,
    kafka::{self, Kafka},
    postgres::{self, Durability, Postgres},
    step::Steps,
    workspace::{Workspace, docket},
};

/// Measures; each side has its turn three times, each as long as this.
pub(crate) fn bench(workspace: &Workspace, seconds: u32, on: Option<&str>) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let bin = steps.run("find PostgreSQL", || postgres::ensure(sh))?;
    steps.run("find SQLite's headers", || {
        let compiles = cmd!(sh, "cc -fsyntax-only -include sqlite3.h -x c /dev/null").quiet().ignore_stderr().run();
        if compiles.is_ok() { Ok(()) } else { debian::install(sh, "SQLite for C", &["libsqlite3-dev"]) }
    })?;
    let docket = steps.run("build", || {
        cmd!(sh, "cargo build --release --package docket-server").run()?;
        cmd!(sh, "cargo bench --no-run --package docket-tests --bench orders --bench follow --bench relay").run()?;
        docket(true)
    })?;
    let pgbench = bin.join("pgbench");
    let postgres = steps.run("start PostgreSQL", || Postgres::start(sh, bin, Durability::Durable))?;
    steps.run("bench", || {
        cmd!(sh, "cargo bench --quiet --package docket-tests --bench orders")
            .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_BENCH_POSTGRES_ID", postgres.process()?.to_string())
            .env("DOCKET_BENCH_PGBENCH", &pgbench)
            .env("DOCKET_BENCH_SECONDS", seconds.to_string())
            .env("DOCKET_BENCH_ON", on.unwrap_or_default())
            .run()?;
        Ok(())
    })?;
    steps.run("followers", || {
        cmd!(sh, "cargo bench --quiet --package docket-tests --bench follow")
            .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_BENCH_SECONDS", seconds.to_string())
            .run()?;
        Ok(())
    })?;
    let libraries = steps.run("find Kafka", || kafka::ensure(workspace))?;
    let kafka = steps.run("start Kafka", || Kafka::start(sh, &libraries))?;
    steps.run("way out", || {
        cmd!(sh, "cargo bench --quiet --package docket-tests --bench relay")
            .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
            .env("DOCKET_TEST_KAFKA", &kafka.address)
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_BENCH_SECONDS", seconds.to_string())
            .run()?;
        Ok(())
    })
}
