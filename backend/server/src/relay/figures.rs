//! What the way out has done since the start, for whoever watches the server.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Figures of one destination, and of the sequencer.
#[derive(Debug)]
pub struct Figures {
    /// The destination.
    pub destination: &'static str,
    /// Whether this instance gives positions.
    pub sequences: AtomicBool,
    /// Whether this instance publishes.
    pub publishes: AtomicBool,
    /// Batches that have arrived.
    pub arrived_batches: AtomicU64,
    /// Batches that could not be published, and were tried again.
    pub failed_batches: AtomicU64,
    /// Events that have arrived.
    pub arrived: AtomicU64,
    /// Events that the destination has refused for good.
    pub refused: AtomicU64,
}

impl Figures {
    /// Nothing was done yet.
    pub const fn of(destination: &'static str) -> Self {
        Self {
            destination,
            sequences: AtomicBool::new(false),
            publishes: AtomicBool::new(false),
            arrived_batches: AtomicU64::new(0),
            failed_batches: AtomicU64::new(0),
            arrived: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    /// A batch has arrived, with so many events; so many others were refused.
    pub(super) fn taken(&self, arrived: usize, refused: usize) {
        self.arrived_batches.fetch_add(1, Ordering::Relaxed);
        self.arrived.fetch_add(arrived as u64, Ordering::Relaxed);
        self.refused.fetch_add(refused as u64, Ordering::Relaxed);
    }

    /// A batch could not be published.
    pub(super) fn failed(&self) {
        self.failed_batches.fetch_add(1, Ordering::Relaxed);
    }
}
