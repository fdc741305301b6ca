//! Connections to PostgreSQL: what each session is told, and which connections are not trusted.
//!
//! Row locks and snapshots belong to sessions, and a session outlives the instance that was paused, or whose network was
//! cut: nobody has told the server. So the server is told beforehand how long a transaction may do nothing, and to look
//! whether somebody is still there. It is told by SET, for a pooling proxy refuses sessions that bring such settings as
//! parameters of their start.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use sea_orm::ConnectOptions;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::{AssertSqlSafe, Connection, Error as SqlxError, Executor};
use tokio::time::timeout;

use super::{STATEMENTS, options};

/// How long a transaction may do nothing, if its deadline allows it: who writes holds locks that others wait for. Between
/// its statements a unit only thinks, the largest for a second, on a machine that is short of everything for ten.
pub(super) const LONGEST_IDLE: Duration = Duration::from_secs(30);

/// What each session is told beside that. The other end is missed after 25 seconds, or 30 when it does not take what it
/// was sent; sessions on a socket of the same machine end with their process and know nothing of this.
const KEEPALIVE: &str = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; \
     SET tcp_user_timeout = '30s'";

/// Rows are found by their keys, in memory or on disks without arms. PostgreSQL's default is for those that have them: it
/// would read a small table whole, with all that its rows have been since it was last cleaned.
const COSTS: &str = "SET random_page_cost = 1.1";

/// What is told to a transaction that need not wait for a lock: other instances hold theirs for a few milliseconds.
pub(super) const IMPATIENT: &str = "SET LOCAL lock_timeout = '200ms'; ";

/// What makes a transaction that has just begun a snapshot, in one round trip with its deadline, if it has one.
pub(super) const SNAPSHOT: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; ";

/// What is added for a snapshot without a deadline, as a command at a terminal has. It keeps nobody waiting.
pub(super) const PATIENT: &str = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// After how long without use a connection is not trusted: whatever stands in between may have forgotten it, and would
/// let words to it vanish.
const RESTED: Duration = Duration::from_secs(30);
/// How long one that is not trusted may take to answer.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// How long after the server did not answer no connection is trusted that is given back. A look that fails comes sooner.
const TROUBLE: Duration = Duration::from_secs(5);

/// When the server was last found not to answer.
#[derive(Debug, Default)]
pub(super) struct Doubt(Mutex<Option<Instant>>);

impl Doubt {
    /// It does not answer now.
    pub(super) fn raise(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether that was so recently.
    pub(super) fn is_younger_than(&self, age: Duration) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at.elapsed() < age)
    }
}

/// The pools that everything goes through. Connections that are given back in times of trouble are not kept, and those
/// that have rested since then must show that they live: one that the network has swallowed would keep its place for as
/// long as TCP hopes.
pub(super) fn pool(url: &str, connections: u32, doubt: Arc<Doubt>) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_postgres_opts(|options| options.statement_cache_capacity(STATEMENTS));
    let released = doubt.clone();
    options.map_sqlx_postgres_pool_opts(move |pool: PoolOptions<Postgres>| {
        let doubt = released.clone();
        pool.after_connect(|connection, _| Box::pin(begin(connection))).after_release(move |_, _| {
            let is_kept = !doubt.is_younger_than(TROUBLE);
            Box::pin(async move { Ok(is_kept) })
        })
    });
    options.map_sqlx_postgres_before_acquire(move |connection, about| -> BoxFuture<'_, Result<bool, SqlxError>> {
        let is_trusted = about.idle_for < RESTED && !doubt.is_younger_than(about.idle_for);
        Box::pin(async move { if is_trusted { Ok(true) } else { alive(connection).await } })
    });
    options
}

/// The one connection of the lookout. After a look that was given up it may be stuck: then there must be another.
pub(super) fn lookout(url: &str) -> ConnectOptions {
    let mut options = options(url, 1);
    options.map_sqlx_postgres_pool_opts(|pool: PoolOptions<Postgres>| {
        pool.after_connect(|connection, _| Box::pin(begin(connection)))
            .after_release(|connection, _| Box::pin(alive(connection)))
    });
    options
}

/// A connection that is lost here is no fault: whoever begins on it looks for another.
async fn begin(connection: &mut PgConnection) -> Result<(), SqlxError> {
    let idle = LONGEST_IDLE.as_millis();
    let session = format!("SET idle_in_transaction_session_timeout = {idle}; {KEEPALIVE}; {COSTS}");
    if let Err(error) = connection.execute(AssertSqlSafe(session)).await {
        tracing::warn!(%error, "a session was not told how long its transactions may idle");
    }
    Ok(())
}

/// Whether the connection answers; one that does not is cut off, without waiting for its farewell.
async fn alive(connection: &mut PgConnection) -> Result<bool, SqlxError> {
    match timeout(SIGN_OF_LIFE, connection.ping()).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Err(SqlxError::PoolTimedOut),
    }
}
