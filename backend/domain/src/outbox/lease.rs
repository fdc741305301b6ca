//! Positions that one instance at a time may move.
//!
//! A lease is a row, not a lock of a session: it holds behind a proxy that pools connections, and nobody waits for it.
//! Who holds it renews it while it lives; when it dies or stands still, the lease ends by the database's clock and another
//! instance takes it. Each holder begins an epoch, and each move says the epoch it was made under: one that was paused and
//! wakes up later finds that it moves nothing any more. Whatever decides who holds a lease, a position moves from where
//! its mover has seen it, once.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use crate::database::WriteTransaction;
use crate::docket::Docket;
use crate::error::Fault;

/// How long a lease lasts that is not renewed: how long events wait after the instance that moved them was killed.
pub const TERM: Duration = Duration::from_secs(5);

/// A cursor, and our lease of it if we have one.
pub struct LeasedCursor {
    docket: Docket,
    name: &'static str,
    holder: Uuid,
    held: Option<Held>,
}

#[derive(Clone, Copy)]
struct Held {
    epoch: i64,
    position: i64,
    renew_at: Instant,
}

impl LeasedCursor {
    /// A cursor that nobody else's lease is mistaken for.
    pub fn new(docket: Docket, name: &'static str) -> Self {
        let holder = docket.clock().id();
        Self { docket, name, holder, held: None }
    }

    /// The handle it works through.
    pub const fn docket(&self) -> &Docket {
        &self.docket
    }

    /// Whether we hold it, as far as we know.
    pub const fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Where it stands, if it is ours: it is taken when nobody holds it, and renewed in time.
    pub async fn hold(&mut self) -> Result<Option<i64>, Fault> {
        if let Some(held) = self.held.filter(|held| Instant::now() < held.renew_at) {
            return Ok(Some(held.position));
        }
        self.held = None;
        let database = self.docket.database();
        let (backend, now) = (database.backend(), now(database.backend()));
        let is_ours = format!("name = $1 AND (holder = $2 OR leased_until <= {now})");
        // Instances that do not hold it ask all the time: looking takes no lock.
        let look = format!("SELECT 1 FROM leased_cursor WHERE {is_ours}");
        let values: [Value; 2] = [self.name.into(), self.holder.into()];
        let look = Statement::from_sql_and_values(backend, look, values);
        if database.reader().query_one_raw(look).await?.is_none() {
            return Ok(None);
        }
        // A holder that stands still in the middle of a move has the row locked: nobody is to wait for it.
        let unlocked = if backend == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
        let take = format!(
            "UPDATE leased_cursor SET epoch = epoch + CASE WHEN holder = $2 THEN 0 ELSE 1 END, holder = $2, \
             leased_until = {now} + $3 \
             WHERE name = (SELECT name FROM leased_cursor WHERE {is_ours}{unlocked}) RETURNING epoch, position"
        );
        let asked = Instant::now();
        let values: [Value; 3] = [self.name.into(), self.holder.into(), millis(TERM).into()];
        let write = self.begin().await?;
        let taken = write.transaction.query_one_raw(Statement::from_sql_and_values(backend, take, values)).await?;
        write.commit().await?;
        let Some(row) = taken else { return Ok(None) };
        let (epoch, position) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        self.held = Some(Held { epoch, position, renew_at: asked + TERM / 3 });
        Ok(Some(position))
    }

    /// Begins a transaction that moves it. Who stands still in its middle has the row locked: for no longer than it would
    /// have the lease.
    pub(super) async fn begin(&self) -> Result<WriteTransaction, DbErr> {
        self.docket.database().until(Some(Instant::now() + TERM)).begin().await
    }

    /// Moves it in a transaction, which it also renews the lease in. If not, another holds it by now: the transaction
    /// must be rolled back.
    pub(super) async fn move_in(&mut self, transaction: &DatabaseTransaction, position: i64) -> Result<bool, Fault> {
        let Some(held) = self.held else { return Ok(false) };
        let backend = transaction.get_database_backend();
        let sql = format!(
            "UPDATE leased_cursor SET position = $1, leased_until = {} + $2 \
             WHERE name = $3 AND holder = $4 AND epoch = $5 AND position = $6",
            now(backend)
        );
        let values: [Value; 6] = [
            position.into(),
            millis(TERM).into(),
            self.name.into(),
            self.holder.into(),
            held.epoch.into(),
            held.position.into(),
        ];
        let moved = transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        if moved.rows_affected() != 1 {
            self.held = None;
        }
        Ok(moved.rows_affected() == 1)
    }

    /// The transaction that moved it has been committed.
    pub(super) fn moved(&mut self, position: i64) {
        if let Some(held) = &mut self.held {
            held.position = position;
            held.renew_at = Instant::now() + TERM / 3;
        }
    }

    /// What is known of it is not to be relied on: a transaction that moved it may or may not have been committed.
    pub(super) const fn forget(&mut self) {
        self.held = None;
    }

    /// Lets another have it at once.
    pub async fn give_back(&mut self) -> Result<(), Fault> {
        let Some(held) = self.held.take() else { return Ok(()) };
        let sql = "UPDATE leased_cursor SET leased_until = 0 WHERE name = $1 AND holder = $2 AND epoch = $3";
        let values: [Value; 3] = [self.name.into(), self.holder.into(), held.epoch.into()];
        let write = self.begin().await?;
        let backend = write.transaction.get_database_backend();
        write.transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        write.commit().await?;
        Ok(())
    }
}

/// Where a cursor stands, whoever holds it; none if there is no such cursor.
pub(super) async fn position(docket: &Docket, name: &str) -> Result<Option<i64>, Fault> {
    let database = docket.database();
    let sql = "SELECT position FROM leased_cursor WHERE name = $1";
    let select = Statement::from_sql_and_values(database.backend(), sql, [name.into()]);
    let row = database.reader().query_one_raw(select).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// The database's clock, in milliseconds: instances need not agree about the time.
const fn now(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        _ => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
