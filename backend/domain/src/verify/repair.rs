//! Repair: drifted values put back to what their rules give, while others write.
//!
//! Rule by rule in rank order, so that each value is computed from inputs that are right, and in batches of one
//! tenant's rows. On PostgreSQL the rows are locked, by id, before a second statement recomputes them: whoever changes
//! a child holds its parent's lock, so nothing that the recomputation reads can change before it is stored. On SQLite
//! the batch has the database to itself. A row holds no lock of another table than its own and the parents it reads.
//!
//! It writes around the gate, derived columns only. No version rises and no event is sent: people changed nothing.

use std::collections::{BTreeMap, BTreeSet};

use docket_rules::discover::Lock;
use docket_rules::images::Key;
use docket_rules::node::Read;
use docket_rules::render::Slice;
use docket_rules::schema::ColumnRef;
use docket_rules::{Rule, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value as Sea};
use uuid::Uuid;

use super::{Checked, MOST_NAMED, Scope, Wrong, dialect, query, read, verifiable};
use crate::database::failure::may_be_retried;
use crate::docket::Docket;
use crate::error::Fault;
use crate::explain::show;
use crate::id::{self, TenantId};
use crate::rules::rule_set;
use crate::unit::{read::rows, stored, write};

/// How many rows one transaction repairs.
const BATCH: usize = 500;
/// How often a batch is tried, and how often a rule is looked at again for rows that drifted beyond the first batches.
const ATTEMPTS: u32 = 30;

/// A value that was put back.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The rule that gives it.
    pub rule: &'static Rule,
    /// Whose row it is.
    pub tenant: TenantId,
    /// The row.
    pub id: Uuid,
    /// What was stored.
    pub before: Value,
    /// What is stored now.
    pub after: Value,
}

impl Repaired {
    /// The row's id as the API shows it.
    pub fn shown_id(&self) -> String {
        id::show(Key { table: self.rule.table(), id: self.id })
    }

    /// Both values as people read them.
    pub fn shown_values(&self) -> (String, String) {
        let column: Option<ColumnRef> = self.rule.target();
        (show(column, &self.before), show(column, &self.after))
    }
}

/// What a repair did.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    /// How many values were put back.
    pub repaired: u64,
    /// What every rule gives afterwards: drift that others caused meanwhile, and constraints in breach.
    pub checked: Vec<Checked>,
}

impl Docket {
    /// Puts drifted values back, tells of each, and verifies again.
    pub async fn repair(&self, scope: Scope<'_>, mut tell: impl FnMut(&Repaired)) -> Result<Repair, Fault> {
        let mut repaired = 0;
        let derivations = verifiable().filter(|rule| rule.target().is_some());
        for rule in derivations.filter(|rule| scope.rule.is_none_or(|wanted| wanted.name == rule.name)) {
            repaired += self.repair_rule(Scope { rule: Some(rule), ..scope }, rule, &mut tell).await?;
        }
        let checked = self.verify_in(scope, |_| {}).await?;
        Ok(Repair { repaired, checked })
    }

    /// As long as it finds drift that it can put back: one look names only so many rows.
    async fn repair_rule(
        &self,
        scope: Scope<'_>,
        rule: &'static Rule,
        tell: &mut impl FnMut(&Repaired),
    ) -> Result<u64, Fault> {
        let mut repaired = 0;
        loop {
            let found: Vec<Wrong> =
                self.verify_in(scope, |_| {}).await?.into_iter().flat_map(|checked| checked.named).collect();
            let is_all = found.len() < MOST_NAMED;
            let mut tenants: BTreeMap<TenantId, BTreeSet<Uuid>> = BTreeMap::new();
            for wrong in found {
                tenants.entry(wrong.tenant).or_default().insert(wrong.id);
            }
            let before = repaired;
            for (tenant, ids) in tenants {
                let ids: Vec<Uuid> = ids.into_iter().collect();
                for ids in ids.chunks(BATCH) {
                    let batch = self.repair_batch(rule, tenant, ids).await?;
                    for repair in &batch {
                        let (before, after) = repair.shown_values();
                        tracing::warn!(rule = rule.name, id = repair.shown_id(), before, after, "repaired");
                        tell(repair);
                    }
                    repaired += u64::try_from(batch.len()).unwrap_or(u64::MAX);
                }
            }
            if is_all || repaired == before {
                return Ok(repaired);
            }
        }
    }

    async fn repair_batch(&self, rule: &'static Rule, tenant: TenantId, ids: &[Uuid]) -> Result<Vec<Repaired>, Fault> {
        for attempt in 1..=ATTEMPTS {
            match self.try_batch(rule, tenant, ids).await {
                Err(Fault::Database(error)) if may_be_retried(&error) => {
                    self.pause(attempt).await;
                }
                other => return other,
            }
        }
        Err(Fault::Contention { attempts: ATTEMPTS })
    }

    async fn try_batch(&self, rule: &'static Rule, tenant: TenantId, ids: &[Uuid]) -> Result<Vec<Repaired>, Fault> {
        let write = self.database().begin().await?;
        let transaction = &write.transaction;
        if transaction.get_database_backend() != DbBackend::Sqlite {
            lock(transaction, rule, tenant, ids).await?;
        }
        let wrong = recompute(transaction, rule, tenant, ids).await?;
        if let Some(statement) = update(transaction, rule, tenant, &wrong) {
            transaction.execute_raw(statement).await?;
        }
        write.commit().await?;
        let repaired = wrong.into_iter().filter_map(|Wrong { id, values, .. }| {
            values.map(|(before, after)| Repaired { rule, tenant, id, before, after })
        });
        Ok(repaired.collect())
    }
}

/// Locks the rows, after the parents that the rule reads live: as a unit locks, in rank order and by id.
async fn lock(db: &DatabaseTransaction, rule: &Rule, tenant: TenantId, ids: &[Uuid]) -> Result<(), Fault> {
    let schema = rule_set().schema();
    let mut parents: BTreeMap<docket_rules::schema::TableId, BTreeSet<Uuid>> = BTreeMap::new();
    let live: Vec<_> = rule
        .reads()
        .into_iter()
        .filter_map(|read| if let Read::Via(over, _) = read { Some(over) } else { None })
        .filter(|over| over.table == rule.table())
        .collect();
    if !live.is_empty() {
        for (_, row) in rows(db, tenant, rule.table(), ids, None).await? {
            for over in &live {
                let id = row[usize::from(schema.foreign_key(*over).column)].uuid();
                parents.entry(schema.relation(*over).parent).or_default().extend(id);
            }
        }
    }
    for (table, ids) in parents {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        rows(db, tenant, table, &ids, Some(Lock::Share)).await?;
    }
    rows(db, tenant, rule.table(), ids, Some(Lock::Change)).await?;
    Ok(())
}

/// Which of the rows still differ, now that nobody else can change them.
async fn recompute(db: &DatabaseTransaction, rule: &Rule, tenant: TenantId, ids: &[Uuid]) -> Result<Vec<Wrong>, Fault> {
    let places: Vec<String> = (2..).take(ids.len()).map(|place| format!("${place}")).collect();
    let slice = Slice { tenant: "$1", ids: Some(&places.join(", ")) };
    let Some(sql) = rule_set().drift_in(rule, dialect(db), Some(slice)) else { return Ok(Vec::new()) };
    let values = std::iter::once(tenant.0).chain(ids.iter().copied()).map(Sea::from).collect();
    let found = query(db, format!("{sql} ORDER BY t.id"), values).await?;
    Ok(found.iter().map(|row| read(rule, row)).collect::<Result<_, _>>()?)
}

/// One statement that stores what the rule gives.
fn update(db: &DatabaseTransaction, rule: &Rule, tenant: TenantId, wrong: &[Wrong]) -> Option<Statement> {
    let target = rule.target()?;
    let schema = rule_set().schema();
    let (table, column) = (schema.table(target.table).name, schema.column(target));
    let backend = db.get_database_backend();
    let mut values: Vec<Sea> = vec![tenant.0.into()];
    let mut tuples = Vec::with_capacity(wrong.len());
    for Wrong { id, values: found, .. } in wrong {
        let (_, computed) = found.as_ref()?;
        values.extend([Sea::from(*id), stored::to_sea(column, computed)]);
        let place = |at: usize, kind| match backend {
            DbBackend::Postgres => format!("${at}::{}", write::postgres_type(kind)),
            _ => format!("${at}"),
        };
        let id = place(values.len() - 1, docket_rules::Kind::Uuid);
        tuples.push(format!("({id}, {})", place(values.len(), column.kind)));
    }
    if tuples.is_empty() {
        return None;
    }
    let sql = format!(
        "UPDATE {table} AS t SET {} = v.column2 FROM (VALUES {}) AS v WHERE t.tenant_id = $1 AND t.id = v.column1",
        column.name,
        tuples.join(", ")
    );
    Some(Statement::from_sql_and_values(backend, sql, values))
}
