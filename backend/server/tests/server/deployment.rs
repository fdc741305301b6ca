//! What docs/DEPLOYING.md hands out agrees with the code: the Dockerfile, compose.yml, the proxy's settings and the unit
//! of systemd. Nothing is built here; xtask lints the files, and docket-tests run the proxy.

mod compose;
mod dockerfile;
mod unit;
mod versions;

use std::process::Command;

use docket_server::config::{SETTINGS, Setting};

const DOCKERFILE: &str = include_str!("../../../../Dockerfile");
const COMPOSE: &str = include_str!("../../../../compose.yml");
const PROXY: &str = include_str!("../../../../deploy/haproxy.cfg");
const UNIT: &str = include_str!("../../../../deploy/docket.service");

/// How long publishing the last events, the log of refusals and the database may take after the drain, in seconds.
const AFTER_DRAIN: u64 = 13;

/// The setting that a variable of the environment is.
fn setting(variable: &str) -> &'static Setting {
    let found = SETTINGS.iter().find(|setting| setting.environment == variable);
    found.unwrap_or_else(|| panic!("{variable} is no setting"))
}

/// A value is one that its setting takes.
fn assert_fits(variable: &str, value: &str) {
    let setting = setting(variable);
    assert!((setting.fits)(value), "{variable} is `{value}`: expected {}", (setting.expects)());
}

/// The default of a setting that is a number.
fn default(variable: &str) -> u64 {
    setting(variable).default.parse().unwrap()
}

/// `docket` knows this command and these flags.
fn assert_is_a_command(args: &[&str]) {
    let help = Command::new(env!("CARGO_BIN_EXE_docket")).args(args).arg("--help").output().unwrap();
    assert!(help.status.success(), "docket {args:?}: {}", String::from_utf8_lossy(&help.stderr));
}

/// `60s`, `2m` or `500ms`, in milliseconds.
fn milliseconds(time: &str) -> u64 {
    let digits = time.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(time.len());
    let (number, unit) = time.split_at(digits);
    let unit = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        unit => panic!("{unit} is no unit of time in {time}"),
    };
    number.parse::<u64>().unwrap() * unit
}
