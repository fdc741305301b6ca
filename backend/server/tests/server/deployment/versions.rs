//! Versions that stand in more than one place.

use super::{COMPOSE, DOCKERFILE, dockerfile};

const WORKSPACE: &str = include_str!("../../../../../Cargo.toml");
const KAFKA: &str = include_str!("../../../../../xtask/src/kafka.rs");
const CONNECT: &str = include_str!("../../../../../xtask/src/connect.rs");
const CONNECT_PAGE: &str = include_str!("../../../../../docs/examples/kafka-connect/README.md");

/// What stands between quotes after this.
fn quoted<'a>(text: &'a str, before: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is not there"));
    rest.split('"').next().unwrap()
}

#[test]
fn the_image_is_compiled_by_the_oldest_rust_that_is_supported_and_says_what_it_is() {
    let rust = quoted(WORKSPACE, "rust-version = \"");
    assert!(DOCKERFILE.contains(&format!("FROM rust:{rust}-slim-bookworm ")), "rust {rust}");
    let version = format!("org.opencontainers.image.version=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(dockerfile::said("LABEL").contains(&version), "{version}");
    let license = format!("org.opencontainers.image.licenses=\"{}\"", quoted(WORKSPACE, "\nlicense = \""));
    assert!(dockerfile::said("LABEL").contains(&license), "{license}");
}

#[test]
fn it_is_compiled_on_the_debian_that_it_runs_on() {
    let (_, base) = DOCKERFILE.rsplit_once("\nFROM debian:").unwrap();
    let debian = base.split('-').next().unwrap();
    for line in DOCKERFILE.lines().filter(|line| line.starts_with("FROM ")) {
        let is_ours = line.split_whitespace().nth(1).is_some_and(|image| !image.contains(':'));
        assert!(is_ours || line.contains(debian), "{line}: what is compiled elsewhere may not run on {debian}");
    }
}

#[test]
fn kafka_is_the_one_that_the_tests_run() {
    let kafka = quoted(KAFKA, "VERSION: &str = \"");
    assert!(COMPOSE.contains(&format!("image: apache/kafka:{kafka}\n")), "Kafka {kafka}");
    assert!(CONNECT_PAGE.contains(&format!("Kafka {kafka}")), "Kafka {kafka}");
    let debezium = quoted(CONNECT, "DEBEZIUM: &str = \"");
    let debezium = debezium.strip_suffix(".Final").unwrap();
    assert!(CONNECT_PAGE.contains(&format!("Debezium {debezium}")), "Debezium {debezium}");
}
