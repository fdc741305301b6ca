//! Verification: every derived column recomputed from scratch by the database, and compared with what is stored.

use docket_rules::render::Dialect;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use crate::docket::Docket;
use crate::error::Fault;
use crate::rules::rule_set;

/// A stored value that is not what its rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The rule.
    pub rule: String,
    /// The row.
    pub id: Uuid,
}

impl Docket {
    /// All drift, of every tenant, in one consistent view. An empty answer is the promise kept.
    pub async fn verify(&self) -> Result<Vec<Drift>, Fault> {
        let snapshot = self.database().snapshot().await?;
        let backend = self.database().backend();
        let dialect = if backend == DbBackend::Sqlite { Dialect::Sqlite } else { Dialect::Postgres };
        let mut drift = Vec::new();
        for rule in rule_set().cells() {
            let Some(sql) = rule_set().drift(rule, dialect) else { continue };
            for row in snapshot.query_all_raw(Statement::from_string(backend, sql)).await? {
                drift.push(Drift { rule: rule.name.clone(), id: row.try_get_by_index(1)? });
            }
        }
        Ok(drift)
    }
}
