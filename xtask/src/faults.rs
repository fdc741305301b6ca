//! `cargo xtask faults`: breaks everything around real processes under load, and counts what is lost.

use std::{fs, path::PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{
    kafka, ports,
    postgres::{self, Durability, Postgres},
    step::Steps,
    workspace::{Workspace, docket, target},
};

/// What is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Soak {
    /// How long things are broken on each database.
    pub(crate) seconds: u64,
    /// What the plan follows from.
    pub(crate) seed: u64,
    /// How often a process is killed or brought to crash, on each database.
    pub(crate) kills: u64,
}

/// What a soak starts and stops.
pub(crate) struct Tools {
    /// The programs of PostgreSQL.
    pub(crate) postgres: PathBuf,
    /// The libraries of Kafka.
    pub(crate) kafka: PathBuf,
    /// `docket`, with the places where it can be brought to crash.
    pub(crate) docket: PathBuf,
}

/// Both databases, or one of them.
pub(crate) fn faults(workspace: &Workspace, soak: Soak, on: &str) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let postgres = steps.run("find PostgreSQL", || postgres::ensure(sh))?;
    let kafka = steps.run("find Kafka", || kafka::ensure(workspace))?;
    let docket = steps.run("build docket with places to crash at", || build(sh))?;
    let tools = Tools { postgres, kafka, docket };
    steps.run("build the soak", || {
        cmd!(sh, "cargo build --package docket-tests --bin faults").run()?;
        Ok(())
    })?;
    for database in ["sqlite", "postgres"].into_iter().filter(|name| on == "both" || on == *name) {
        steps.run(&format!("faults on {database}"), || run(sh, &tools, soak, database))?;
    }
    Ok(())
}

/// Builds `docket` with the feature `faults`, under a name of its own: no other build takes it for the usual one.
pub(crate) fn build(sh: &Shell) -> Result<PathBuf> {
    cmd!(sh, "cargo build --package docket-server --bin docket --features faults").run()?;
    let ours = target()?.join("debug/docket-faults");
    // Beside it first: another soak may be running the one that is there.
    let new = ours.with_extension("new");
    fs::copy(docket(false)?, &new)?;
    fs::rename(new, &ours)?;
    Ok(ours)
}

/// One database, with servers of its own: they are stopped and started on the way.
pub(crate) fn run(sh: &Shell, tools: &Tools, soak: Soak, database: &str) -> Result<()> {
    let Soak { seconds, seed, kills } = soak;
    let program = target()?.join("debug/faults");
    let soak = cmd!(sh, "{program}")
        .env("DOCKET_TEST_BIN", &tools.docket)
        .env("DOCKET_FAULTS_ON", database)
        .env("DOCKET_FAULTS_SECONDS", seconds.to_string())
        .env("DOCKET_FAULTS_SEED", seed.to_string())
        .env("DOCKET_FAULTS_KILLS", kills.to_string());
    if database == "sqlite" {
        return Ok(soak.run()?);
    }
    let postgres = Postgres::start(sh, tools.postgres.clone(), Durability::Durable)?;
    let [broker, tls, mutual, controller, wire] = ports::free()?;
    let (home, _) = kafka::prepare(&tools.kafka, [broker, tls, mutual, controller], wire)?;
    soak.env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
        .env("DOCKET_FAULTS_PG_CTL", tools.postgres.join("pg_ctl"))
        .env("DOCKET_FAULTS_POSTGRES_DATA", postgres.data())
        .env("DOCKET_FAULTS_POSTGRES_OWNER", postgres.owner())
        .env("DOCKET_FAULTS_KAFKA_SETTINGS", kafka::settings(home.path()))
        .env("DOCKET_FAULTS_KAFKA_PORTS", format!("{broker},{wire}"))
        .run()?;
    Ok(())
}
