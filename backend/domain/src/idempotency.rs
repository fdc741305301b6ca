//! Idempotency: a request with a key is carried out once, and answered the same however often it is sent.
//!
//! The key is claimed first, in the transaction of the unit. The unit's outcome, ids or refusals but never a fault, is
//! stored with the key and commits with it. A repeat with the same request is answered from the outcome, with another
//! request it is refused, and while the first is still running it is told so at once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use docket_rules::violation::Violation;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    QueryFilter, Statement,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::docket::Docket;
use crate::error::{Fault, KeyConflict, Refusal, Stop};
use crate::rules::rule_set;
use crate::unit::portion::{PORTION, padded, portions_of};

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

impl<T: Serialize> Outcome<T> {
    /// As it is stored.
    pub(crate) fn write(&self) -> Result<Json, Fault> {
        serde_json::to_value(self).map_err(|_| Fault::Internal("an outcome cannot be written"))
    }
}

impl<T: DeserializeOwned> Outcome<T> {
    /// As it was stored, with the sentences of today.
    pub(crate) fn read(stored: Json) -> Result<Self, Fault> {
        let mut outcome: Self =
            serde_json::from_value(stored).map_err(|_| Fault::Internal("a stored outcome cannot be read"))?;
        if let Self::Refused(refusals) = &mut outcome {
            refusals.iter_mut().for_each(restore_sentence);
        }
        Ok(outcome)
    }
}

/// What claiming a key has given.
pub(crate) enum Claimed {
    /// The request is to be carried out.
    Fresh,
    /// It was carried out before, and this became of it.
    Stored(Json),
    /// It is not carried out.
    Refused(KeyConflict),
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

/// Claims keys of one tenant among all processes, and reads what became of those that were used before.
pub(crate) async fn claim(
    db: &DatabaseTransaction,
    requests: &[(&Actor, &KeyedRequest)],
    now: DateTime<Utc>,
) -> Result<Vec<Claimed>, DbErr> {
    let Some((Actor { tenant, .. }, _)) = requests.first() else { return Ok(Vec::new()) };
    let is_mine = match db.get_database_backend() {
        DbBackend::Postgres => lock(db, requests).await?,
        // Who writes has the database to itself.
        _ => vec![true; requests.len()],
    };
    let of = |(actor, request): &(&Actor, &KeyedRequest)| {
        entity::Column::Actor.eq(actor.name.to_string()).and(entity::Column::Key.eq(&request.key))
    };
    let found = entity::Entity::find()
        .filter(entity::Column::TenantId.eq(*tenant))
        .filter(padded(requests.to_vec()).iter().map(of).fold(Condition::any(), Condition::add))
        .filter(entity::Column::CreatedAt.gt(now - KEPT))
        .all(db)
        .await?;
    let claimed = requests.iter().zip(is_mine).map(|((actor, request), is_mine)| {
        match found.iter().find(|row| row.actor == *actor.name && row.key == request.key) {
            _ if !is_mine => Claimed::Refused(KeyConflict::InFlight),
            None => Claimed::Fresh,
            Some(row) if row.request_hash != request.hash => Claimed::Refused(KeyConflict::OtherRequest),
            Some(row) => Claimed::Stored(row.outcome.clone()),
        }
    });
    Ok(claimed.collect())
}

/// Locks that live as long as the transaction: which of them nobody else has. Two keys of one hash only make one of them
/// try again.
async fn lock(db: &DatabaseTransaction, requests: &[(&Actor, &KeyedRequest)]) -> Result<Vec<bool>, DbErr> {
    let numbers = padded(requests.iter().map(|(actor, request)| lock_number(actor, &request.key)).collect());
    let places: Vec<String> = (1..=numbers.len()).map(|place| format!("pg_try_advisory_xact_lock(${place})")).collect();
    let sql = format!("SELECT {}", places.join(", "));
    let values = numbers.into_iter().map(Into::into);
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("locks of keys".to_owned()))?;
    (0..requests.len()).map(|at| row.try_get_by_index(at)).collect()
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

/// Stores the outcomes of claimed keys; one that has expired is written over.
pub(crate) async fn store(
    db: &DatabaseTransaction,
    outcomes: Vec<((&Actor, &KeyedRequest), Json)>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use entity::Column;
    let rows = outcomes.into_iter().map(|((actor, request), outcome)| entity::ActiveModel {
        tenant_id: Set(actor.tenant),
        actor: Set(actor.name.to_string()),
        key: Set(request.key.clone()),
        request_hash: Set(request.hash.clone()),
        outcome: Set(outcome),
        created_at: Set(now),
    });
    let replace = OnConflict::columns([Column::TenantId, Column::Actor, Column::Key])
        .update_columns([Column::RequestHash, Column::Outcome, Column::CreatedAt])
        .to_owned();
    for rows in portions_of(rows.collect(), PORTION) {
        #[expect(clippy::disallowed_methods, reason = "a record of units, not a row that the rules govern")]
        entity::Entity::insert_many(rows).on_conflict(replace.clone()).exec_without_returning(db).await?;
    }
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
