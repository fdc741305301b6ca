//! Verification: every derived column recomputed from scratch by the database and compared with what is stored, and
//! every constraint asked of every row, in one consistent view.
//!
//! A row in breach of a constraint is reported and is no drift: a rule that was added later lets old rows stay as they
//! are as long as they get no worse. Copies are inputs: what was copied stays.

use std::collections::BTreeMap;
use std::time::Duration;

use docket_rules::render::{Dialect, Slice};
use docket_rules::rule::Body;
use docket_rules::schema::TableId;
use docket_rules::{Rule, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value as Sea};
use uuid::Uuid;

use crate::docket::Docket;
use crate::error::Fault;
use crate::id::TenantId;
use crate::rules::rule_set;
use crate::unit::stored;

mod repair;

pub use repair::{Repair, Repaired};

/// The most rows that are named for one rule.
pub const MOST_NAMED: usize = 1_000;

/// A stored value that is not what its rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The rule.
    pub rule: String,
    /// The row.
    pub id: Uuid,
}

/// What is to be verified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope<'a> {
    /// One tenant's rows; every tenant's when absent.
    pub tenant: Option<TenantId>,
    /// One rule; all when absent.
    pub rule: Option<&'a Rule>,
}

/// What one rule gave.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The rule.
    pub rule: &'static Rule,
    /// How many rows were looked at.
    pub rows: u64,
    /// How many of them are wrong: drifted under a derivation, in breach of a constraint.
    pub found: u64,
    /// Up to [`MOST_NAMED`] of those.
    pub named: Vec<Wrong>,
    /// How long it took.
    pub took: Duration,
}

/// A row that is not as a rule wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// Whose row it is.
    pub tenant: TenantId,
    /// The row.
    pub id: Uuid,
    /// The stored value, and what the rule gives; none for a constraint.
    pub values: Option<(Value, Value)>,
}

impl Checked {
    /// Whether the rule derives a column, so that what was found is drift.
    pub fn derives(&self) -> bool {
        self.rule.target().is_some()
    }

    /// How many derived values differ from their rule.
    pub fn drift(&self) -> u64 {
        if self.derives() { self.found } else { 0 }
    }
}

/// The rules that can be verified: derivations in rank order, but for copies, then constraints.
pub fn verifiable() -> impl Iterator<Item = &'static Rule> {
    let rules = rule_set();
    let derivations = rules.cells().filter(|rule| !matches!(rule.body, Body::Copy { .. }));
    derivations.chain(rules.rules().iter().filter(|rule| matches!(rule.body, Body::Constraint { .. })))
}

impl Docket {
    /// All drift, of every tenant, in one consistent view. An empty answer is the promise kept.
    pub async fn verify(&self) -> Result<Vec<Drift>, Fault> {
        let checked = self.verify_in(Scope::default(), |_| {}).await?;
        let drifted = checked.into_iter().filter(Checked::derives);
        Ok(drifted
            .flat_map(|Checked { rule, named, .. }| {
                named.into_iter().map(|wrong| Drift { rule: rule.name.clone(), id: wrong.id })
            })
            .collect())
    }

    /// Verifies rule by rule, in one consistent view, and tells of each as it is done.
    pub async fn verify_in(&self, scope: Scope<'_>, mut tell: impl FnMut(&Checked)) -> Result<Vec<Checked>, Fault> {
        let snapshot = self.database().snapshot().await?;
        let mut rows: BTreeMap<TableId, u64> = BTreeMap::new();
        let mut all = Vec::new();
        for rule in verifiable().filter(|rule| scope.rule.is_none_or(|wanted| wanted.name == rule.name)) {
            let begun = self.clock().now();
            let looked_at = match rows.get(&rule.table()) {
                Some(count) => *count,
                None => count(&snapshot, rule.table(), scope.tenant).await?,
            };
            rows.insert(rule.table(), looked_at);
            let (found, named) = wrong(&snapshot, rule, scope.tenant).await?;
            let took = (self.clock().now() - begun).to_std().unwrap_or_default();
            let checked = Checked { rule, rows: looked_at, found, named, took };
            tell(&checked);
            all.push(checked);
        }
        Ok(all)
    }
}

/// The rule with this name, if it can be verified.
pub fn verifiable_rule(name: &str) -> Option<&'static Rule> {
    verifiable().find(|rule| rule.name == name)
}

async fn count(db: &DatabaseTransaction, table: TableId, tenant: Option<TenantId>) -> Result<u64, DbErr> {
    let table = rule_set().schema().table(table).name;
    let within = if tenant.is_some() { " WHERE tenant_id = $1" } else { "" };
    let rows = query(db, format!("SELECT COUNT(*) FROM {table}{within}"), of(tenant)).await?;
    let count: Option<i64> = rows.first().map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

/// How many rows are not as the rule wants them, and the first of those.
async fn wrong(db: &DatabaseTransaction, rule: &Rule, tenant: Option<TenantId>) -> Result<(u64, Vec<Wrong>), DbErr> {
    let slice = tenant.map(|_| Slice { tenant: "$1", ids: None });
    let Some(sql) = rule_set().drift_in(rule, dialect(db), slice).or_else(|| rule_set().breaches(rule, slice)) else {
        return Ok((0, Vec::new()));
    };
    let sql = format!("SELECT w.*, COUNT(*) OVER () AS found FROM ({sql}) w LIMIT {MOST_NAMED}");
    let rows = query(db, sql, of(tenant)).await?;
    let found: Option<i64> = rows.first().map(|row| row.try_get("", "found")).transpose()?;
    let named: Result<_, DbErr> = rows.iter().map(|row| read(rule, row)).collect();
    Ok((found.unwrap_or_default().unsigned_abs(), named?))
}

fn read(rule: &Rule, row: &QueryResult) -> Result<Wrong, DbErr> {
    let values = match rule.target() {
        Some(target) => {
            let column = rule_set().schema().column(target);
            Some((stored::read(column, row, 2)?, stored::read(column, row, 3)?))
        }
        None => None,
    };
    Ok(Wrong { tenant: TenantId(row.try_get_by_index(0)?), id: row.try_get_by_index(1)?, values })
}

fn of(tenant: Option<TenantId>) -> Vec<Sea> {
    tenant.into_iter().map(|tenant| tenant.0.into()).collect()
}

fn dialect(db: &DatabaseTransaction) -> Dialect {
    if db.get_database_backend() == DbBackend::Sqlite { Dialect::Sqlite } else { Dialect::Postgres }
}

async fn query(db: &DatabaseTransaction, sql: String, values: Vec<Sea>) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await
}
