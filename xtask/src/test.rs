//! `cargo xtask test`: every test, each with what it needs really there. What is missing is installed or refused
//! before the first build, so nobody waits for minutes to learn it.

use anyhow::Result;
use xshell::cmd;

use crate::{
    browser, connect,
    faults::{self, Soak},
    kafka::{self, Kafka},
    postgres::{self, Durability, Postgres},
    proxy,
    step::Steps,
    tools, web,
    workspace::{SERVER_SIDE, Workspace, docket},
};

/// The short form of `cargo xtask faults`, with servers of its own, which it stops.
const SOAK: Soak = Soak { seconds: 30, seed: 7, kills: 6 };

pub(crate) fn test(workspace: &Workspace, cargo_test_args: &[String]) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let bin = steps.run("find PostgreSQL", || postgres::ensure(sh))?;
    let kafka = steps.run("find Kafka", || kafka::ensure(workspace))?;
    let connect = steps.run("find Kafka Connect", || connect::ensure(workspace))?;
    let haproxy = steps.run("find HAProxy", || proxy::ensure(sh))?;
    let browser = steps.run("find Chromium", || browser::ensure(sh))?;
    steps.run("web tools", || tools::ensure_web(workspace))?;
    let axe = steps.run("axe", || tools::ensure_axe(workspace))?;
    let packages = steps.run("npm packages of the tests", || tools::ensure_test_packages(workspace))?;
    let schemathesis = steps.run("schemathesis", || tools::ensure_schemathesis(workspace))?;
    steps.run("web app", || web::build_if_stale(workspace))?;
    // Whoever names some of the tests does not want all that breaks.
    let soaks = cargo_test_args.is_empty();
    // Before the usual build, whose `docket` is the one that stays in its place.
    let crashing =
        if soaks { Some(steps.run("build docket with places to crash at", || faults::build(sh))?) } else { None };
    let docket = steps.run("build server and tests", || {
        // With all targets, so the features are those of `cargo test` and no dependency is compiled twice.
        cmd!(sh, "cargo build {SERVER_SIDE...} --all-targets").run()?;
        docket(false)
    })?;
    if let Some(docket) = crashing {
        let tools = faults::Tools { postgres: bin.clone(), kafka: kafka.clone(), docket };
        for database in ["sqlite", "postgres"] {
            steps.run(&format!("faults on {database}"), || faults::run(sh, &tools, SOAK, database))?;
        }
    }
    let postgres = steps.run("start PostgreSQL", || Postgres::start(sh, bin, Durability::Forgetful))?;
    let kafka = steps.run("start Kafka", || Kafka::start(sh, &kafka))?;
    let is_selected = selects_packages(cargo_test_args);
    if !is_selected {
        steps.run("unit tests of the web app", || {
            cmd!(sh, "cargo test --package docket-web {cargo_test_args...}").run()?;
            Ok(())
        })?;
    }
    let selected = if is_selected { &[] } else { SERVER_SIDE.as_slice() };
    steps.run("tests", || {
        cmd!(sh, "cargo test --no-fail-fast {selected...} {cargo_test_args...}")
            .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
            .env("DOCKET_TEST_KAFKA", &kafka.address)
            .env("DOCKET_TEST_CONNECT", &connect)
            .env("DOCKET_TEST_HAPROXY", &haproxy)
            .env("DOCKET_TEST_KAFKA_TLS", &kafka.secure.address)
            .env("DOCKET_TEST_KAFKA_CA", &kafka.secure.ca)
            .env("DOCKET_TEST_KAFKA_MUTUAL", &kafka.secure.mutual)
            .env("DOCKET_TEST_KAFKA_CERTIFICATE", &kafka.secure.certificate)
            .env("DOCKET_TEST_KAFKA_KEY", &kafka.secure.key)
            .env("DOCKET_TEST_BIN", &docket)
            .env("DOCKET_TEST_CHROMEDRIVER", &browser.chromedriver)
            .env("DOCKET_TEST_CHROMIUM", &browser.chromium)
            .env("DOCKET_TEST_AXE", &axe)
            .env("DOCKET_TEST_NODE_MODULES", &packages)
            .env("DOCKET_TEST_SCHEMATHESIS", &schemathesis)
            .run()?;
        Ok(())
    })
}

/// One test of the domain, for longer than the suite gives it.
pub(crate) fn soak(workspace: &Workspace, seconds: u32) -> Result<()> {
    let mut steps = Steps::new();
    let sh = &workspace.sh;
    let bin = steps.run("find PostgreSQL", || postgres::ensure(sh))?;
    let postgres = steps.run("start PostgreSQL", || Postgres::start(sh, bin, Durability::Forgetful))?;
    steps.run("soak", || {
        cmd!(
            sh,
            "cargo test --package docket-domain --test domain a_soak_leaves_no_drift -- --nocapture --test-threads 1"
        )
        .env("DOCKET_TEST_POSTGRES_URL", &postgres.url)
        .env("DOCKET_SOAK_SECONDS", seconds.to_string())
        .run()?;
        Ok(())
    })
}

/// Whether the caller names packages, which cargo would otherwise add to the whole workspace.
fn selects_packages(cargo_test_args: &[String]) -> bool {
    cargo_test_args
        .iter()
        .take_while(|arg| *arg != "--")
        .any(|arg| arg == "-p" || arg == "--package" || arg.starts_with("--package="))
}

#[cfg(test)]
mod tests {
    use super::selects_packages;

    fn selects(args: &[&str]) -> bool {
        selects_packages(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_named_package_replaces_the_whole_workspace() {
        assert!(selects(&["-p", "docket-domain"]));
        assert!(selects(&["shipping", "--package=docket-domain"]));
    }

    #[test]
    fn a_filter_is_not_a_package() {
        assert!(!selects(&["shipping", "--", "-p"]));
    }
}
