//! Ports for servers that take their number from a file, and so cannot ask the system for one as they start.
//!
//! Between looking for a port and listening on it another connection may get it: the system hands out the ports of
//! outgoing connections from a range of its own, and whoever waits for the server asks for connections all the time. So
//! ours lie below that range, where only servers are.

use std::{
    collections::BTreeSet,
    fs,
    hash::{BuildHasher as _, RandomState},
    net::TcpListener,
};

use anyhow::{Result, bail};

/// The lowest port that is given out.
const FIRST: u16 = 10_000;
/// Where the system's own range begins if it does not say.
const USUAL_END: u16 = 32_768;
/// How many numbers are tried.
const TRIES: usize = 200;

/// So many different ports that nobody listens on.
pub(crate) fn free<const COUNT: usize>() -> Result<[u16; COUNT]> {
    let span = u64::from(end().saturating_sub(FIRST).max(1));
    let random = RandomState::new();
    let mut found = BTreeSet::new();
    for seed in 0..TRIES {
        let port = FIRST + u16::try_from(random.hash_one(seed) % span)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            found.insert(port);
        }
        if found.len() == COUNT {
            let mut ports = [0; COUNT];
            for (port, found) in ports.iter_mut().zip(found) {
                *port = found;
            }
            return Ok(ports);
        }
    }
    bail!("no {COUNT} ports are free between {FIRST} and {}", end())
}

/// Where the ports of outgoing connections begin.
fn end() -> u16 {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    range.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(USUAL_END)
}

#[cfg(test)]
mod tests {
    use super::{FIRST, end, free};

    #[test]
    fn ports_differ_and_lie_where_no_outgoing_connection_gets_one() {
        let ports = free::<3>().unwrap();
        assert!(ports.is_sorted_by(|one, other| one < other), "{ports:?}");
        assert!(ports.iter().all(|port| (FIRST..end()).contains(port)), "{ports:?}");
    }
}
