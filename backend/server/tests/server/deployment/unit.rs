//! The unit of systemd.

use super::{AFTER_DRAIN, UNIT, assert_fits, assert_is_a_command, default};

fn said(key: &str) -> Vec<&'static str> {
    UNIT.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
}

#[test]
fn what_it_sets_are_settings_that_fit() {
    let variables = said("Environment");
    for pair in &variables {
        let (name, value) = pair.split_once('=').unwrap();
        assert_fits(name, value);
    }
    assert!(variables.len() > 3, "{variables:?}");
}

#[test]
fn it_starts_a_command_and_waits_for_its_drain() {
    let [start] = said("ExecStart")[..] else { panic!("one command") };
    let arguments = start.strip_prefix("/usr/local/bin/docket ").unwrap();
    assert_is_a_command(&arguments.split(' ').collect::<Vec<_>>());
    let [patience] = said("TimeoutStopSec")[..] else { panic!("one time") };
    assert!(
        patience.parse::<u64>().unwrap() > default("DRAIN_READY_SECONDS") + default("DRAIN_SECONDS") + AFTER_DRAIN,
        "{patience}"
    );
    assert_eq!(said("KillSignal"), ["SIGTERM"]);
}
