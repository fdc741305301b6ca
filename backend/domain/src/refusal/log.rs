//! Storing and pruning entries, beside the units that were refused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use tokio::sync::Notify;

use super::entity::Model;
use super::store;
use crate::database::Database;
use crate::error::Fault;
use crate::id::TenantId;

/// The most entries that wait to be stored; more are lost.
const WAITING: usize = 1_000;
/// How many entries one transaction stores.
const BATCH: usize = 200;
/// How many entries of a tenant are stored before its log is pruned again.
const BETWEEN_PRUNES: usize = 100;
/// The most entries that a tenant keeps.
const MOST: usize = 10_000;
/// How many entries one transaction prunes.
const PRUNED: usize = 1_000;

/// Entries on their way into the database. At most one task stores them.
pub(crate) struct RefusalLog {
    /// How long an entry is kept.
    kept: TimeDelta,
    state: Mutex<State>,
    idle: Notify,
}

#[derive(Default)]
struct State {
    waiting: Vec<Model>,
    is_storing: bool,
    lost: u64,
    /// How many entries of each tenant may still come before its log is pruned.
    until_prune: HashMap<TenantId, usize>,
}

impl RefusalLog {
    /// An empty log that goes back so many days.
    pub(crate) fn keeping(days: u32) -> Self {
        Self { kept: TimeDelta::days(days.into()), state: Mutex::default(), idle: Notify::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes entries and returns at once.
    pub(crate) fn record(self: &Arc<Self>, database: &Database, mut entries: Vec<Model>) {
        if entries.is_empty() {
            return;
        }
        let mut state = self.state();
        let room = WAITING.saturating_sub(state.waiting.len());
        state.lost += u64::try_from(entries.len().saturating_sub(room)).unwrap_or(u64::MAX);
        entries.truncate(room);
        state.waiting.append(&mut entries);
        if !std::mem::replace(&mut state.is_storing, true) {
            let (log, database) = (self.clone(), database.clone());
            tokio::spawn(async move { log.drain(&database).await });
        }
    }

    /// Waits until nothing waits.
    pub(crate) async fn stored(&self) {
        loop {
            let idle = self.idle.notified();
            if !self.state().is_storing {
                return;
            }
            idle.await;
        }
    }

    async fn drain(&self, database: &Database) {
        while let Some(entries) = self.next() {
            let newest = entries.last().map(|entry| entry.at);
            let due = self.due(&entries);
            if let Err(fault) = write(database, entries).await {
                tracing::warn!(%fault, "refusals are not logged");
                continue;
            }
            for (tenant, now) in due.into_iter().zip(newest.into_iter().cycle()) {
                if let Err(fault) = prune(database, tenant, now - self.kept).await {
                    tracing::warn!(%fault, "the log of refusals is not pruned");
                }
            }
        }
    }

    /// What is to be stored next; the task ends when there is nothing.
    fn next(&self) -> Option<Vec<Model>> {
        let mut state = self.state();
        let lost = std::mem::take(&mut state.lost);
        if lost > 0 {
            tracing::warn!(lost, "more was refused than could be logged");
        }
        if state.waiting.is_empty() {
            state.is_storing = false;
            self.idle.notify_waiters();
            return None;
        }
        let batch = state.waiting.len().min(BATCH);
        Some(state.waiting.drain(..batch).collect())
    }

    /// The tenants whose log is to be pruned after these entries: at their first since the start, then now and then.
    fn due(&self, entries: &[Model]) -> Vec<TenantId> {
        let mut state = self.state();
        let mut due = Vec::new();
        for entry in entries {
            let left = state.until_prune.entry(entry.tenant_id).or_default();
            if *left == 0 {
                *left = BETWEEN_PRUNES;
                due.push(entry.tenant_id);
            }
            *left -= 1;
        }
        due
    }
}

async fn write(database: &Database, entries: Vec<Model>) -> Result<(), Fault> {
    let write = database.begin().await?;
    store(&write.transaction, entries).await?;
    write.commit().await?;
    Ok(())
}

/// Deletes what is too old or too much, in batches.
async fn prune(database: &Database, tenant: TenantId, oldest: DateTime<Utc>) -> Result<(), Fault> {
    loop {
        let write = database.begin().await?;
        let pruned = prune_batch(&write.transaction, tenant, oldest).await?;
        write.commit().await?;
        if pruned < PRUNED {
            return Ok(());
        }
    }
}

/// Ids rise with time, so the oldest entries stand at the beginning of the primary key.
async fn prune_batch(db: &DatabaseTransaction, tenant: TenantId, oldest: DateTime<Utc>) -> Result<usize, DbErr> {
    let sql = format!(
        "DELETE FROM refusal WHERE tenant_id = $1 AND id IN (SELECT id FROM refusal WHERE tenant_id = $1 AND (at < $2 \
         OR id <= (SELECT id FROM refusal WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1 OFFSET {MOST})) \
         ORDER BY id LIMIT {PRUNED})"
    );
    let values = [tenant.0.into(), oldest.into()];
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}
