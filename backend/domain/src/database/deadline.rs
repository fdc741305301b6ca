//! When the statements of a transaction must have ended: a request that is not waited for any more may not keep a
//! connection busy.
//!
//! PostgreSQL is told at the beginning of a transaction how long each of its statements may take. SQLite has no such
//! setting: its readers ask, every so many steps of a statement, whether the time is up. Its writer asks nothing: a unit
//! finds its rows by their ids, and is bounded in how many it may touch.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseTransaction, DbErr, RuntimeErr};
use sqlx::Error as SqlxError;
use sqlx::sqlite::SqliteConnection;

use super::postgres::LONGEST_IDLE;

/// After how many steps of SQLite's machine the time is asked: a millisecond or less.
const STEPS: i32 = 10_000;

tokio::task_local! {
    /// What a reader of SQLite is taken for, where the pool's callbacks can see it.
    static UNTIL: Instant;
}

/// Takes a connection for statements that must have ended by then.
pub(super) async fn taken<T>(until: Option<Instant>, take: impl Future<Output = T>) -> T {
    match until {
        Some(until) => UNTIL.scope(until, take).await,
        None => take.await,
    }
}

/// Makes each reader of SQLite look at the time of whoever has taken it.
pub(super) fn watched(options: &mut ConnectOptions) {
    options.map_sqlx_sqlite_pool_opts(|pool| pool.after_connect(|connection, _| Box::pin(watch(connection))));
    options.map_sqlx_sqlite_before_acquire(|connection, _| -> BoxFuture<'_, Result<bool, SqlxError>> {
        Box::pin(async move { watch(connection).await.map(|()| true) })
    });
}

async fn watch(connection: &mut SqliteConnection) -> Result<(), SqlxError> {
    let mut handle = connection.lock_handle().await?;
    match UNTIL.try_with(|until| *until) {
        Ok(until) => handle.set_progress_handler(STEPS, move || Instant::now() < until),
        // Taken for something that may last.
        Err(_) => handle.remove_progress_handler(),
    }
    Ok(())
}

/// For how much longer than its deadline a transaction may do nothing: who is at fault then is not busy but stands still.
const STANDSTILL: Duration = Duration::from_secs(5);

/// Tells PostgreSQL, after what else is to be said about a transaction that has just begun.
pub(super) async fn tell(begun: &DatabaseTransaction, settings: &str, until: Instant) -> Result<(), DbErr> {
    // Zero would mean for ever.
    let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    let (idle, left) = ((left + STANDSTILL).min(LONGEST_IDLE).as_millis(), left.as_millis());
    let deadline = format!(
        "{settings}SET LOCAL statement_timeout = {left}; SET LOCAL idle_in_transaction_session_timeout = {idle}"
    );
    begun.execute_unprepared(&deadline).await?;
    Ok(())
}

/// Whether a statement was ended because its time was up.
pub(crate) fn has_passed(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let SqlxError::Database(error) = error.as_ref() else { return false };
    // PostgreSQL's query_canceled, and SQLITE_INTERRUPT.
    matches!(error.code().as_deref(), Some("57014" | "9"))
}
