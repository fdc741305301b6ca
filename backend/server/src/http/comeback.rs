//! When clients that are sent away are to come back: not all at the same moment, or whoever they come to has to receive
//! them all at once.

use docket_domain::Docket;

/// The shortest and the longest pause, in milliseconds.
const SHORTEST: u64 = 200;
const LONGEST: u64 = 3_000;

/// How long a client is to wait, in milliseconds: another time for each.
pub(super) fn pause(docket: &Docket) -> u64 {
    // The end of an id is random.
    let id = docket.clock().id().into_bytes();
    let random = id[8..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    SHORTEST + random % (LONGEST - SHORTEST)
}
