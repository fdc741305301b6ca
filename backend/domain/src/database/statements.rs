//! Statements by who sent them: what one piece of work has cost, and not what the process has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static PRESENT: Arc<Count>;
}

#[derive(Default)]
struct Count {
    sent: AtomicU64,
    /// Of the work that this work is a part of.
    outer: Option<Arc<Count>>,
}

/// Does the work, and says how many statements it has sent. What it leaves to tasks of their own is not counted.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let outer = PRESENT.try_with(Arc::clone).ok();
    let count = Arc::new(Count { outer, ..Count::default() });
    let done = PRESENT.scope(count.clone(), work).await;
    (done, count.sent.load(Ordering::Relaxed))
}

/// Counts statements for whatever work is being done.
pub(crate) fn sent(statements: u64) {
    // Outside any work nobody asks.
    let _ = PRESENT.try_with(|present| {
        let mut next = Some(present);
        while let Some(count) = next {
            count.sent.fetch_add(statements, Ordering::Relaxed);
            next = count.outer.as_ref();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_part_sends_counts_for_the_whole() {
        sent(1);
        let whole = counted(async {
            sent(1);
            counted(async { sent(1) }).await.1
        });
        assert_eq!(whole.await, (1, 2));
    }
}
