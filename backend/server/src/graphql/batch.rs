//! Reads what many resolvers ask for one by one with one statement.
//!
//! Siblings are resolved within one task: whoever asks first lets the others ask too (a single yield), then reads for
//! all of them. Nothing is spawned and no timer runs, so a batch is whole, and costs no wait.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::error::ApiError;

/// Rows of one kind, by key.
pub trait Rows: Send + Sync {
    /// What they are found by.
    type Key: Copy + Eq + Hash + Send + Sync;
    /// What is found.
    type Row: Clone + Send + Sync;

    /// Finds all of these with one statement; a key without a row is left out.
    fn find(&self, keys: &[Self::Key]) -> impl Future<Output = Result<HashMap<Self::Key, Self::Row>, ApiError>> + Send;
}

/// What reading a batch gave.
type Found<R> = Result<HashMap<<R as Rows>::Key, <R as Rows>::Row>, ApiError>;

/// Reads rows in batches, each row once.
pub struct Batches<R: Rows> {
    rows: R,
    state: Mutex<State<R>>,
}

struct State<R: Rows> {
    /// What has been asked for since the last batch was read.
    asked: Vec<R::Key>,
    /// The batch that they will be read with.
    next: Arc<Batch<R>>,
    /// The batch of every key that was ever asked for.
    batches: HashMap<R::Key, Arc<Batch<R>>>,
}

struct Batch<R: Rows> {
    keys: OnceCell<Vec<R::Key>>,
    found: OnceCell<Found<R>>,
}

impl<R: Rows> Batch<R> {
    fn new() -> Arc<Self> {
        Arc::new(Self { keys: OnceCell::new(), found: OnceCell::new() })
    }
}

impl<R: Rows> Batches<R> {
    /// Nothing read yet.
    pub fn new(rows: R) -> Self {
        let state = State { asked: Vec::new(), next: Batch::new(), batches: HashMap::new() };
        Self { rows, state: Mutex::new(state) }
    }

    /// The row of this key.
    pub async fn load_one(&self, key: R::Key) -> Result<Option<R::Row>, ApiError> {
        let batch = self.batch_of(key);
        let read = async {
            let keys = batch.keys.get_or_init(|| self.close()).await;
            self.rows.find(keys).await
        };
        match batch.found.get_or_init(|| read).await {
            Ok(rows) => Ok(rows.get(&key).cloned()),
            Err(error) => Err(error.clone()),
        }
    }

    fn batch_of(&self, key: R::Key) -> Arc<Batch<R>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(batch) = state.batches.get(&key) {
            return batch.clone();
        }
        let batch = state.next.clone();
        state.asked.push(key);
        state.batches.insert(key, batch.clone());
        batch
    }

    /// The keys of the batch that is read now; who asks from here on waits for the one after it.
    async fn close(&self) -> Vec<R::Key> {
        tokio::task::yield_now().await;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.next = Batch::new();
        std::mem::take(&mut state.asked)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicUsize);

    impl Rows for Counted {
        type Key = u32;
        type Row = u32;

        async fn find(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, ApiError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(keys.iter().filter(|key| **key != 7).map(|key| (*key, key * 10)).collect())
        }
    }

    #[tokio::test]
    async fn siblings_are_read_together_and_only_once() {
        let batches = Batches::new(Counted::default());
        let load = async |key| batches.load_one(key).await.ok().flatten();
        assert_eq!(tokio::join!(load(1), load(2), load(1), load(7)), (Some(10), Some(20), Some(10), None));
        assert_eq!(batches.rows.0.load(Ordering::Relaxed), 1);
        assert_eq!(tokio::join!(load(2), load(3), load(4)), (Some(20), Some(30), Some(40)));
        assert_eq!(batches.rows.0.load(Ordering::Relaxed), 2);
    }
}
