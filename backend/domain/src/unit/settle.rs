//! Settling: discover, lock, plan, write, record; for several units at once, each step but planning is done for all of them
//! together. A refusal is found before anything is written, so that it costs the others nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use docket_rules::discover::{Lock, Reach};
use docket_rules::draft::Draft;
use docket_rules::images::Key;
use docket_rules::plan::Plan;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};

use crate::error::{Refusal, Stop};
use crate::rules::rule_set;
use crate::unit::read::Known;
use crate::unit::{Unit, write};
use crate::{history, outbox};

/// More rounds than any chain of relations is long.
const ROUNDS: usize = 32;
/// How many rows a unit may change that is settled together with others.
const LARGE: usize = 200;

/// What units that were settled together come to.
pub(crate) struct Settled {
    /// What becomes of each.
    pub(crate) plans: Vec<Result<Plan, Stop>>,
    /// What all that are not refused do to the rows.
    pub(crate) joint: Arc<Plan>,
}

/// Plans units one after the other, each on the rows as those before it leave them, so that what is stored is what they would
/// have come to one by one; reading and locking is done once for all of them. A unit that meets another in a row that one
/// of them changes begins again, and so does one whose reach cannot be told from rows alone, unless it is alone.
pub(crate) async fn plan_together(known: &mut Known, units: &mut [&mut Unit]) -> Result<Settled, Stop> {
    let rules = rule_set();
    let reaches = {
        let drafts: Vec<&Draft> = units.iter().map(|unit| &unit.draft).collect();
        discover(known, &drafts).await?
    };
    let found = known.images.clone();
    let is_shared = known.transaction.get_database_backend() != DbBackend::Sqlite;
    if is_shared {
        // On SQLite whoever writes has the database to itself; elsewhere what was discovered may have changed.
        known.lock_rows(&locks_of(&reaches)).await?;
        if !known.has_same_families().await? {
            return Err(Stop::Restart);
        }
    }
    let mut joint = Plan::default();
    let mut plans = Vec::with_capacity(units.len());
    for (unit, held) in units.iter_mut().zip(reaches) {
        let plan = held.and_then(|held| rules.plan_next(&unit.draft, &held, &found, &known.images));
        let Some(plan) = plan else {
            plans.push(Err(Stop::Restart));
            continue;
        };
        unit.refuse_what_is_used().await?;
        plans.push(if plan.violations.is_empty() {
            known.images.take_over(&plan);
            joint.follow_with(&plan);
            Ok(plan)
        } else {
            let unit = unit.knowing(known);
            Err(Stop::Refused(unit.refusals(&plan)))
        });
    }
    Ok(Settled { plans, joint: Arc::new(joint) })
}

/// What all of them need, each row as strongly as any of them needs it.
fn locks_of(reaches: &[Option<Reach>]) -> BTreeMap<Key, Lock> {
    let mut locks = BTreeMap::new();
    for (key, lock) in reaches.iter().flatten().flat_map(|reach| &reach.locks) {
        let strongest = locks.entry(*key).or_insert(*lock);
        *strongest = (*strongest).max(*lock);
    }
    locks
}

/// Stores what was planned, and what it tells.
pub(crate) async fn store(db: &DatabaseTransaction, joint: &Arc<Plan>, settled: &[(&Unit, &Plan)]) -> Result<(), Stop> {
    write::write(db, joint).await.map_err(refused_by_database)?;
    history::record(db, settled).await?;
    outbox::record(db, settled).await
}

/// Reads until the rules miss nothing, and says what each draft reaches. Among several, one that must know all children of a
/// parent, deletes, or reaches far is left out: the others would have to know of what is not written yet, or wait for it.
pub(crate) async fn discover(known: &mut Known, drafts: &[&Draft]) -> Result<Vec<Option<Reach>>, Stop> {
    let is_alone = drafts.len() == 1;
    for _ in 0..ROUNDS {
        let joins = |reach: &Reach, draft: &Draft| {
            is_alone || reach.children.is_empty() && reach.size() <= LARGE && !draft.deletes()
        };
        let reach =
            |draft: &&Draft| Some(rule_set().discover(draft, &known.images)).filter(|reach| joins(reach, draft));
        let reaches: Vec<Option<Reach>> = drafts.iter().map(reach).collect();
        let all = || reaches.iter().flatten();
        if all().all(Reach::is_complete) {
            return Ok(reaches);
        }
        let (rows, children) = (
            all().flat_map(|reach| reach.rows.iter().copied()).collect(),
            all().flat_map(|reach| reach.children.iter().copied()).collect(),
        );
        known.read_rows(&rows).await?;
        known.read_children(&children).await?;
    }
    Err(Stop::Fault(crate::Fault::Internal("discovery does not end")))
}

/// The names that must be unique among a tenant's living rows, and the fields that people know them by.
const UNIQUE: [(&str, &str, &str); 3] = [
    ("uq_customer_email_key", "email_key", "email"),
    ("uq_product_sku_key", "sku_key", "sku"),
    ("uq_orders_external_reference", "external_reference", "externalReference"),
];

/// A name that is taken is a refusal, found by the database: PostgreSQL names the index, SQLite its columns. A
/// parent that went between discovery and write is a restart.
fn refused_by_database(error: sea_orm::DbErr) -> Stop {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(message)) => UNIQUE
            .into_iter()
            .find(|(index, column, _)| message.contains(index) || message.contains(column))
            .map_or_else(|| error.into(), |(_, _, field)| Refusal::Duplicate { field: field.into() }.into()),
        Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => Stop::Restart,
        _ => error.into(),
    }
}
