//! Idempotency: a request with a key is carried out once, and answered the same however often it is sent.
//!
//! The key is claimed first, in the transaction of the unit; the unit runs under a savepoint. Its outcome, ids or
//! refusals but never a fault, is stored with the key and commits with it. A repeat with the same request is answered
//! from the outcome, with another request it is refused, and while the first is still running it is told so at once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use docket_rules::violation::Violation;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    Statement,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::docket::Docket;
use crate::error::{Fault, KeyConflict, Refusal, Stop};
use crate::rules::rule_set;

pub mod entity;

/// For how long an outcome is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);
/// The most characters of a key.
pub const LONGEST_KEY: usize = 255;

/// A request that is carried out once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// The key that the caller chose; its own within tenant and actor.
    pub key: String,
    /// What identifies the request: the same key with another hash is refused.
    pub hash: String,
}

/// How a unit ended, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome<T> {
    Done(T),
    Refused(Vec<Refusal>),
}

impl<T> Outcome<T> {
    pub(crate) fn into_answer(self) -> Result<T, Stop> {
        match self {
            Self::Done(out) => Ok(out),
            Self::Refused(refusals) => Err(Stop::Refused(refusals)),
        }
    }
}

/// The keys that this process is working on.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<(Actor, String)>>>);

/// A key that this process works on until this is dropped.
pub(crate) struct Claim {
    keys: InFlight,
    mine: (Actor, String),
}

impl InFlight {
    /// Claims a key within this process, or says that it is in flight.
    pub(crate) fn claim(&self, actor: &Actor, key: &str) -> Result<Claim, KeyConflict> {
        let mine = (actor.clone(), key.to_owned());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.insert(mine.clone()) { Ok(Claim { keys: self.clone(), mine }) } else { Err(KeyConflict::InFlight) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.keys.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.mine);
    }
}

/// Claims a key among all processes and reads what became of it, if it was used before.
pub(crate) async fn claim<T: DeserializeOwned>(
    transaction: &DatabaseTransaction,
    actor: &Actor,
    request: &KeyedRequest,
    now: DateTime<Utc>,
) -> Result<Option<Outcome<T>>, Stop> {
    if transaction.get_database_backend() == DbBackend::Postgres && !lock(transaction, actor, request).await? {
        return Err(Stop::Key(KeyConflict::InFlight));
    }
    let id = (actor.tenant, actor.name.to_string(), request.key.clone());
    let found =
        entity::Entity::find_by_id(id).filter(entity::Column::CreatedAt.gt(now - KEPT)).one(transaction).await?;
    let Some(found) = found else { return Ok(None) };
    if found.request_hash != request.hash {
        return Err(Stop::Key(KeyConflict::OtherRequest));
    }
    let mut outcome: Outcome<T> =
        serde_json::from_value(found.outcome).map_err(|_| Fault::Internal("a stored outcome cannot be read"))?;
    if let Outcome::Refused(refusals) = &mut outcome {
        refusals.iter_mut().for_each(restore_sentence);
    }
    Ok(Some(outcome))
}

/// A lock that lives as long as the transaction. Two keys of one hash only make one of them try again.
async fn lock(db: &DatabaseTransaction, actor: &Actor, request: &KeyedRequest) -> Result<bool, DbErr> {
    let number = lock_number(actor, &request.key);
    let sql = "SELECT pg_try_advisory_xact_lock($1)";
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [number.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// What instances of any build call the lock of a key.
fn lock_number(actor: &Actor, key: &str) -> i64 {
    let mut hash = Sha256::new();
    for part in [actor.tenant.0.as_bytes(), actor.name.as_bytes(), key.as_bytes()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(size_of::<i64>()).fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// Stores the outcome of a claimed key; one that has expired is written over.
pub(crate) async fn store<T: Serialize + Sync>(
    transaction: &DatabaseTransaction,
    actor: &Actor,
    request: &KeyedRequest,
    outcome: &Outcome<T>,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    use entity::Column;
    let outcome = serde_json::to_value(outcome).map_err(|_| Fault::Internal("an outcome cannot be written"))?;
    let row = entity::ActiveModel {
        tenant_id: Set(actor.tenant),
        actor: Set(actor.name.to_string()),
        key: Set(request.key.clone()),
        request_hash: Set(request.hash.clone()),
        outcome: Set(outcome),
        created_at: Set(now),
    };
    let replace = OnConflict::columns([Column::TenantId, Column::Actor, Column::Key])
        .update_columns([Column::RequestHash, Column::Outcome, Column::CreatedAt])
        .to_owned();
    #[expect(clippy::disallowed_methods, reason = "a record of the unit, not a row that the rules govern")]
    entity::Entity::insert(row).on_conflict(replace).exec_without_returning(transaction).await?;
    Ok(())
}

impl Docket {
    /// Forgets outcomes of keyed requests that are older than [`KEPT`].
    pub async fn prune(&self) -> Result<u64, Fault> {
        let write = self.database().begin().await?;
        #[expect(clippy::disallowed_methods, reason = "a record of units, not a row that the rules govern")]
        let expired = entity::Entity::delete_many().filter(entity::Column::CreatedAt.lte(self.clock().now() - KEPT));
        let pruned = expired.exec(&write.transaction).await?.rows_affected;
        write.commit().await?;
        Ok(pruned)
    }
}

/// Sentences are not stored: they are the rules' of today.
fn restore_sentence(refusal: &mut Refusal) {
    if let Refusal::Violation { violation: Violation::Rule { rule, sentence, .. }, .. } = refusal {
        *sentence = rule_set().rules().iter().find(|own| own.name == *rule).map_or("", |own| own.sentence);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::TenantId;

    /// Instances of two builds that share a database must mean the same lock.
    #[test]
    fn all_builds_agree_about_the_lock_of_a_key() {
        let tenant = TenantId(Uuid::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        let lock = |name, key| lock_number(&Actor::new(tenant, name), key);
        assert_eq!(lock("local", "key-1"), 8_710_344_171_604_172_566);
        assert_ne!(lock("local", "key-1"), lock("localk", "ey-1"));
    }
}
