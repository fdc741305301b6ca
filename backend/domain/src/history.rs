//! History: one row for each authored change of an order, with who, why, and both values of what changed.

use docket_rules::Rule;
use docket_rules::images::Key;
use docket_rules::plan::{Change, Fired, Plan};
use docket_rules::schema::{Role, TableId};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::{Map, Value as Json, json};

use crate::error::Stop;
use crate::id::{self, OrderId};
use crate::rules::rule_set;
use crate::text;
use crate::unit::Unit;
use crate::unit::portion::{PORTION, portions_of};

pub mod entity;
pub mod queries;

/// The sink that rules name to have a change recorded here.
pub const HISTORY: &str = "history";

/// Records the changes that the rules want recorded.
pub(crate) async fn record(db: &DatabaseTransaction, settled: &[(&Unit, &Plan)]) -> Result<(), Stop> {
    let mut rows = Vec::new();
    for (unit, plan) in settled {
        for fired in plan.events.iter().filter(|fired| fired.sinks.contains(&HISTORY)) {
            rows.push(row(unit, plan, fired)?);
        }
    }
    for rows in portions_of(rows, PORTION) {
        #[expect(clippy::disallowed_methods, reason = "a record of the unit, not a row that the rules govern")]
        entity::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row(unit: &Unit, plan: &Plan, fired: &Fired) -> Result<entity::ActiveModel, Stop> {
    let version = version_of(plan, fired.key).ok_or(crate::Fault::Internal("a recorded row without a version"))?;
    Ok(entity::ActiveModel {
        tenant_id: Set(unit.actor.tenant),
        id: Set(unit.new_id::<id::HistoryId>().0),
        order_id: Set(OrderId(fired.key.id)),
        version: Set(version),
        at: Set(unit.now),
        actor: Set(unit.actor.name.to_string()),
        command: Set(unit.command.to_owned()),
        reason: Set(unit.reason.clone()),
        changes: Set(Json::Array(changes(plan, fired.key))),
    })
}

/// The version that the unit gives the row; a deletion is a version of its own, after the last that was stored.
pub(crate) fn version_of(plan: &Plan, key: Key) -> Option<i64> {
    let at = rule_set().schema().table(key.table).role(Role::Version)?;
    let change = plan.change(key)?;
    let version = change.last()?[usize::from(at)].number()?;
    i64::try_from(version.units()).ok()?.checked_add(i64::from(change.after.is_none()))
}

/// What people changed in the row and in the rows that are part of it, of either image, and what was copied anew.
fn changes(plan: &Plan, whole: Key) -> Vec<Json> {
    let schema = rule_set().schema();
    let belongs = |key: Key, change: &Change| {
        schema.relations(key.table).any(|(at, relation)| {
            relation.part_of
                && relation.parent == whole.table
                && [&change.before, &change.after]
                    .into_iter()
                    .flatten()
                    .any(|row| row[usize::from(schema.foreign_key(at).column)].uuid() == Some(whole.id))
        })
    };
    plan.changes()
        .filter(|(key, change)| *key == whole || belongs(*key, change))
        .filter_map(|(key, change)| describe(key, change))
        .collect()
}

/// The columns that are copied from parents, such as an item's price.
fn copied(table: TableId) -> Vec<usize> {
    let targets = rule_set().rules().iter().filter(|rule| rule.kind() == "copy").filter_map(Rule::target);
    targets.filter(|at| at.table == table).map(|at| usize::from(at.column)).collect()
}

fn describe(key: Key, change: &Change) -> Option<Json> {
    let table = rule_set().schema().table(key.table);
    let copied = copied(key.table);
    let (mut before, mut after) = (Map::new(), Map::new());
    for (at, column) in table.columns.iter().enumerate() {
        let is_copied = || copied.contains(&at) && change.before.is_some() && change.after.is_some();
        if column.role != Role::Authored && !is_copied() || text::is_key(table, at) {
            continue;
        }
        let (was, is) = (change.before.as_ref().map(|row| &row[at]), change.after.as_ref().map(|row| &row[at]));
        if was == is {
            continue;
        }
        let show = |value| id::show_value(key.table, at, value);
        before.extend(was.map(|value| (column.name.to_owned(), show(value))));
        let said = is.filter(|value| was.is_some() || !value.is_null());
        after.extend(said.map(|value| (column.name.to_owned(), show(value))));
    }
    let kind = match (&change.before, &change.after) {
        (None, _) => "insert",
        (_, None) => "delete",
        _ if before.is_empty() && after.is_empty() => return None,
        _ => "update",
    };
    let mut entry = json!({ "entity": table.name, "id": id::show(key), "kind": kind });
    if let Json::Object(entry) = &mut entry {
        for (name, values) in [("before", before), ("after", after)] {
            if !values.is_empty() {
                entry.insert(name.to_owned(), Json::Object(values));
            }
        }
    }
    Some(entry)
}
