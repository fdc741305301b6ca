//! What `cargo xtask test` gives to the tests. What is missing fails them: a test that is skipped in silence is worse.

use std::path::PathBuf;

/// The built `docket`.
pub fn binary() -> PathBuf {
    file("DOCKET_TEST_BIN")
}

/// The driver that steers Chromium.
pub fn chromedriver() -> PathBuf {
    file("DOCKET_TEST_CHROMEDRIVER")
}

/// The browser.
pub fn chromium() -> PathBuf {
    file("DOCKET_TEST_CHROMIUM")
}

/// The checker of accessibility, as one script.
pub fn axe() -> PathBuf {
    file("DOCKET_TEST_AXE")
}

/// Google's judge of web pages.
pub fn lighthouse() -> PathBuf {
    file("DOCKET_TEST_LIGHTHOUSE")
}

/// The packages that the programs in `tests/npm` import: their folder.
pub fn node_modules() -> PathBuf {
    let path = PathBuf::from(value("DOCKET_TEST_NODE_MODULES"));
    let found = path.join("installed-by-xtask.json").is_file();
    assert!(found, "the npm packages of the tests are not in {}: run the tests by `cargo xtask test`", path.display());
    path
}

/// The program that asks the API whatever its schema allows.
pub fn schemathesis() -> PathBuf {
    file("DOCKET_TEST_SCHEMATHESIS")
}

/// A PostgreSQL server where databases may be created: the address of one that exists.
pub fn postgres() -> String {
    value("DOCKET_TEST_POSTGRES_URL")
}

/// The broker that the test run has started: `host:port`.
pub fn kafka() -> String {
    value("DOCKET_TEST_KAFKA")
}

/// Kafka Connect with Debezium's connector: a folder with `libs` and `plugins`.
pub fn connect() -> PathBuf {
    let path = PathBuf::from(value("DOCKET_TEST_CONNECT"));
    let found = path.join("complete").is_file();
    assert!(found, "Kafka Connect is not in {}: run the tests by `cargo xtask test`", path.display());
    path
}

/// The proxy.
pub fn haproxy() -> PathBuf {
    file("DOCKET_TEST_HAPROXY")
}

/// The program that stops and starts the PostgreSQL server of a soak.
pub fn pg_ctl() -> PathBuf {
    file("DOCKET_FAULTS_PG_CTL")
}

/// The data of that server.
pub fn postgres_data() -> PathBuf {
    PathBuf::from(value("DOCKET_FAULTS_POSTGRES_DATA"))
}

/// The user and the group that the server runs as, if they are not ours.
pub fn postgres_owner() -> Option<(u32, u32)> {
    let owner = value("DOCKET_FAULTS_POSTGRES_OWNER");
    let (user, group) = owner.split_once(':')?;
    Some((user.parse().unwrap(), group.parse().unwrap()))
}

/// The settings of a broker whose storage is prepared. What Java runs it with lies beside them, as `jvm.options`.
pub fn kafka_settings() -> PathBuf {
    file("DOCKET_FAULTS_KAFKA_SETTINGS")
}

/// Where that broker listens, and where it says that it does.
pub fn kafka_ports() -> (u16, u16) {
    let ports = value("DOCKET_FAULTS_KAFKA_PORTS");
    let (own, told) = ports.split_once(',').expect("two ports");
    (own.parse().unwrap(), told.parse().unwrap())
}

fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(value(name));
    assert!(path.is_file(), "{name} names {}, which is not there: run the tests by `cargo xtask test`", path.display());
    path
}

fn value(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test`"))
}
