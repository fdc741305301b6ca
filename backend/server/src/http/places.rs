//! Room for so many of one kind: sockets, event streams, exports.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Places that may be taken. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Places {
    most: usize,
    free: Arc<Semaphore>,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _held: OwnedSemaphorePermit,
}

impl Places {
    /// So many, all free.
    pub(super) fn new(most: usize) -> Self {
        Self { most, free: Arc::new(Semaphore::new(most)) }
    }

    /// Takes one, if one is free.
    pub(super) fn take(&self) -> Option<Place> {
        self.free.clone().try_acquire_owned().ok().map(|held| Place { _held: held })
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> usize {
        self.most.saturating_sub(self.free.available_permits())
    }

    /// Waits until none is taken. From then on none is free, either.
    pub(super) async fn emptied(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        // Nobody closes the semaphore.
        let _ = self.free.acquire_many(all).await.map(SemaphorePermit::forget);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn there_are_only_so_many_places() {
        let places = Places::new(2);
        let (one, two) = (places.take(), places.take());
        assert!(one.is_some() && two.is_some() && places.take().is_none());
        assert_eq!(places.taken(), 2);
        drop(one);
        assert_eq!(places.taken(), 1);
        assert!(timeout(Duration::from_millis(20), places.emptied()).await.is_err());
        drop(two);
        places.emptied().await;
        assert!(places.take().is_none());
    }
}
