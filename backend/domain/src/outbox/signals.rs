//! What wakes those who wait for events in this process. What other processes do is [heard](super::wire), or found by
//! looking now and then.

use tokio::sync::{Notify, watch};

/// Signals between units, the sequencer, and those who read by position.
#[derive(Debug, Default)]
pub struct Signals {
    committed: Notify,
    committed_elsewhere: Notify,
    placed: watch::Sender<i64>,
}

impl Signals {
    /// A unit that wrote events has committed. Remembered for the sequencer if it is busy.
    pub(crate) fn committed(&self) {
        self.committed.notify_one();
    }

    /// Waits until a unit has committed events since the last time.
    pub async fn until_committed(&self) {
        self.committed.notified().await;
    }

    /// Units of other instances have committed events.
    pub(crate) fn committed_elsewhere(&self) {
        self.committed_elsewhere.notify_one();
    }

    /// Waits until it was heard that units of other instances have committed events.
    pub async fn until_committed_elsewhere(&self) {
        self.committed_elsewhere.notified().await;
    }

    /// Says how far positions have been given.
    pub(crate) fn placed(&self, newest: i64) {
        self.placed.send_if_modified(|known| newest > std::mem::replace(known, newest.max(*known)));
    }

    /// Follows how far positions have been given, as far as this process knows.
    pub fn positions(&self) -> watch::Receiver<i64> {
        self.placed.subscribe()
    }
}
