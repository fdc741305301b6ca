//! Stopping without cutting anybody off: who asks whether the server is ready hears no at once, and what is being
//! worked on is waited for. In between the server may go on as before, until whoever sends to it has asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Whether the server is going to stop, and what it still works on. Clones share everything.
#[derive(Clone)]
pub struct Drain {
    announced: Arc<AtomicBool>,
    begun: watch::Sender<bool>,
    /// Its receivers are the open requests.
    open: Arc<Mutex<watch::Sender<()>>>,
}

/// A request that is being worked on, until dropped.
pub(super) struct Open {
    _counted: watch::Receiver<()>,
}

impl Default for Drain {
    fn default() -> Self {
        Self {
            announced: Arc::default(),
            begun: watch::Sender::new(false),
            open: Arc::new(Mutex::new(watch::Sender::new(()))),
        }
    }
}

impl Drain {
    /// The server is going to stop: it says so from now on, and serves as before.
    pub fn announce(&self) {
        self.announced.store(true, Ordering::Relaxed);
    }

    /// Whether it has said so.
    pub fn is_announced(&self) -> bool {
        self.announced.load(Ordering::Relaxed)
    }

    /// The server stops: what has no end of its own ends.
    pub fn begin(&self) {
        self.announce();
        self.begun.send_replace(true);
    }

    /// Says when it stops.
    pub(super) fn watch(&self) -> watch::Receiver<bool> {
        self.begun.subscribe()
    }

    /// Counts a request as open.
    pub(super) fn enter(&self) -> Open {
        Open { _counted: self.open.lock().unwrap_or_else(PoisonError::into_inner).subscribe() }
    }

    /// How many requests are open.
    pub fn open_requests(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).receiver_count()
    }

    /// Waits until no request is open.
    pub async fn ended(&self) {
        loop {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).clone();
            open.closed().await;
            if self.open_requests() == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_drain_ends_with_the_last_open_request() {
        let drain = Drain::default();
        let (one, two) = (drain.enter(), drain.enter());
        assert_eq!(drain.open_requests(), 2);
        drain.begin();
        assert!(drain.is_announced() && *drain.watch().borrow());
        drop(one);
        assert!(timeout(Duration::from_millis(20), drain.ended()).await.is_err());
        drop(two);
        drain.ended().await;
    }
}
