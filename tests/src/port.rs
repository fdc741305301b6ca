//! Ports for servers that must be told theirs: one that is started anew where it was, or one whose port stands in a file.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range that the system takes the ports of outgoing connections from.
const FIRST: u16 = 10_000;
const SPAN: u16 = 20_000;

/// A port that nobody listens on, and that is given out once.
///
/// # Panics
///
/// When all of them are taken.
pub fn free() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Tests of several processes begin at different places.
    let begin = u16::try_from(std::process::id() % u32::from(SPAN)).unwrap_or_default();
    (0..SPAN)
        .map(|_| FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed) % SPAN) % SPAN)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
