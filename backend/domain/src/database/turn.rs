//! SQLite's writer: units take turns, strictly one after the other, and share commits.
//!
//! A commit waits for the disk, so while others wait for their turn it is put off: each unit runs under a savepoint of
//! one open transaction, gives the turn on, and is answered when all of them have been committed together. A unit
//! with nobody behind it commits at once. (Savepoints that overlap would undo each other's work: the turn is given on
//! only when a unit's savepoint has ended.)
//!
//! A fault may have cost more than its unit (SQLite itself rolls back when the disk is full), so whoever goes without
//! ending its turn undoes the whole transaction, and the others in it begin again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::WriteTransaction;
use crate::faults::crash_point;

/// The most units that share a commit.
const MOST: usize = 64;
/// For how long a commit is put off at most, apart from the unit that runs then.
const LONGEST: Duration = Duration::from_millis(20);
/// What a unit is told that shared a transaction with one that failed.
const UNDONE: &str = "undone together with a unit that failed";

/// The one writer of a SQLite file.
#[derive(Debug)]
pub(super) struct Writer {
    pool: DatabaseConnection,
    turn: Arc<Mutex<Option<Group>>>,
    waiting: AtomicUsize,
    commits: Arc<AtomicU64>,
}

/// Units that are committed together.
#[derive(Debug)]
struct Group {
    transaction: DatabaseTransaction,
    since: Instant,
    units: usize,
    /// How it ended, for all of them.
    ended: watch::Sender<Option<Result<(), DbErr>>>,
}

/// The right to write. On PostgreSQL, where everybody may, it means nothing.
#[derive(Debug)]
pub struct Turn(Option<Held>);

#[derive(Debug)]
struct Held {
    group: OwnedMutexGuard<Option<Group>>,
    writer: Arc<Writer>,
}

impl Writer {
    pub(super) fn new(pool: DatabaseConnection, commits: Arc<AtomicU64>) -> Self {
        Self { pool, turn: Arc::default(), waiting: AtomicUsize::new(0), commits }
    }

    /// Waits for the turn, and begins. Whoever calls this must let it come to its end: others may rely on the one
    /// who waits to commit what they have left open.
    pub(super) async fn begin(self: Arc<Self>) -> Result<WriteTransaction, DbErr> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut group = self.turn.clone().lock_owned().await;
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let open = if let Some(open) = &mut *group { open } else { group.insert(Group::open(&self.pool).await?) };
        let transaction = open.transaction.begin().await;
        let turn = Turn(Some(Held { group, writer: self }));
        Ok(WriteTransaction { transaction: transaction?, turn })
    }
}

impl Group {
    async fn open(pool: &DatabaseConnection) -> Result<Self, DbErr> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = pool.begin_with_options(immediate).await?;
        Ok(Self { transaction, since: Instant::now(), units: 0, ended: watch::Sender::new(None) })
    }

    fn has_room(&self) -> bool {
        self.units < MOST && self.since.elapsed() < LONGEST
    }
}

impl Turn {
    /// For who needs none.
    pub(crate) const fn free() -> Self {
        Self(None)
    }

    /// Ends the turn of who has committed or rolled back, and waits until what it has committed is on the disk.
    pub async fn end(mut self) -> Result<(), DbErr> {
        let Some(mut held) = self.0.take() else { return Ok(()) };
        let Some(group) = held.group.as_mut() else { return Ok(()) };
        group.units += 1;
        let mut ended = group.ended.subscribe();
        if held.writer.waiting.load(Ordering::SeqCst) == 0 || !group.has_room() {
            tokio::spawn(held.commit());
        } else {
            drop(held);
        }
        let ended = ended.wait_for(Option::is_some).await.ok().and_then(|ended| ended.clone());
        ended.unwrap_or_else(|| Err(undone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let (Some(held), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(held.undo());
        }
    }
}

impl Held {
    async fn commit(mut self) {
        if let Some(group) = self.group.take() {
            crash_point("before_group_commit");
            let committed = group.transaction.commit().await;
            crash_point("after_group_commit");
            self.writer.commits.fetch_add(1, Ordering::Relaxed);
            if committed.is_err() {
                close(&self.writer.pool).await;
            }
            group.ended.send_replace(Some(committed));
        }
    }

    async fn undo(mut self) {
        if let Some(group) = self.group.take() {
            if group.transaction.rollback().await.is_err() {
                close(&self.writer.pool).await;
            }
            group.ended.send_replace(Some(Err(undone())));
        }
    }
}

/// Closes the pool's only connection; the next who asks for one opens another.
///
/// Where SQLite has undone a transaction by itself, sqlx does not know: it counts savepoints that are not there, begins the next
/// transaction as one more of them, and takes its release for a commit. What was answered then could be lost.
async fn close(pool: &DatabaseConnection) {
    match pool.get_sqlite_connection_pool().acquire().await {
        Ok(connection) => drop(connection.close().await),
        Err(error) => tracing::warn!(%error, "a connection that has lost count of its transactions stays"),
    }
}

fn undone() -> DbErr {
    DbErr::Custom(UNDONE.to_owned())
}

/// Whether a unit is to begin again because it was undone together with another.
pub(crate) fn was_undone(error: &DbErr) -> bool {
    matches!(error, DbErr::Custom(text) if text == UNDONE)
}
