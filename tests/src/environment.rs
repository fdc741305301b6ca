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

fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(value(name));
    assert!(path.is_file(), "{name} names {}, which is not there: run the tests by `cargo xtask test`", path.display());
    path
}

fn value(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test`"))
}
