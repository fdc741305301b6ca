//! The log of refusals: what the rules refused lately, to whom, and with which figures.
//!
//! Only rules are logged: input that cannot be meant, stale versions and missing rows are not. An entry is stored after
//! the refused unit was rolled back, by a task of its own, so that no answer waits for it or fails with it: when more is
//! refused than can be stored, the log has gaps. [`store`] is the only writer.

use docket_rules::Decimal;
use docket_rules::declare::TableType;
use docket_rules::draft::Op;
use docket_rules::images::Key;
use docket_rules::violation::{Compared, Violation};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::customer::Customer;
use crate::error::{Refusal, Stop};
use crate::rules::rule_set;
use crate::unit::{Unit, camel_case};

pub mod entity;
mod log;
pub mod queries;

pub(crate) use log::RefusalLog;

use entity::{ActiveModel, Entity, Model};

/// More relations than any chain to a customer has.
const STEPS: usize = 8;

/// What is to be logged of a unit that ended so; nothing unless rules refused it.
pub(crate) fn entries(unit: &Unit, stop: &Stop) -> Vec<Model> {
    let Stop::Refused(refusals) = stop else { return Vec::new() };
    refusals.iter().filter_map(|refusal| entry(unit, refusal)).collect()
}

fn entry(unit: &Unit, refusal: &Refusal) -> Option<Model> {
    let Refusal::Violation { violation: Violation::Rule { rule, sentence, key, columns, compared }, .. } = refusal
    else {
        return None;
    };
    let schema = rule_set().schema();
    let fields: Vec<String> = columns.iter().map(|at| camel_case(schema.column(*at).name)).collect();
    Some(Model {
        tenant_id: unit.actor.tenant,
        id: unit.new_id(),
        at: unit.now,
        actor: unit.actor.name.to_string(),
        command: unit.command.to_owned(),
        rule: rule.clone(),
        entity: schema.table(key.table).name.to_owned(),
        row_id: key.id,
        customer_id: customer_of(unit, *key),
        message: (*sentence).to_owned(),
        facts: facts(&fields, compared.as_deref()),
    })
}

fn facts(fields: &[String], compared: Option<&Compared>) -> Json {
    let Some(Compared { left, right, left_before }) = compared else { return json!({ "fields": fields }) };
    let text = |number: &Decimal| number.normalized().to_string();
    let before = left_before.as_ref().map(text);
    json!({ "fields": fields, "attempted": text(left), "limit": text(right), "before": before })
}

/// The customer that a row belongs to, as the unit would have left it.
fn customer_of(unit: &Unit, mut key: Key) -> Option<Uuid> {
    let schema = rule_set().schema();
    for _ in 0..STEPS {
        if key.table == Customer::ID {
            return Some(key.id);
        }
        let relations = || schema.relations(key.table);
        let (_, up) = relations()
            .find(|(_, relation)| relation.parent == Customer::ID)
            .or_else(|| relations().find(|(_, relation)| relation.part_of))?;
        let found = || unit.known.images.row(key).map(|row| &row[usize::from(up.column)]);
        let value = match unit.draft.op(key) {
            Some(Op::Insert(row)) => Some(&row[usize::from(up.column)]),
            Some(Op::Patch(patch)) => patch.get(&up.column).or_else(found),
            Some(Op::Delete) | None => found(),
        };
        key = Key { table: up.parent, id: value?.uuid()? };
    }
    None
}

/// Stores entries in an open transaction.
pub(crate) async fn store(db: &DatabaseTransaction, entries: Vec<Model>) -> Result<(), DbErr> {
    let rows = entries.into_iter().map(|entry| {
        let Model { tenant_id, id, at, actor, command, rule, entity, row_id, customer_id, message, facts } = entry;
        ActiveModel {
            tenant_id: Set(tenant_id),
            id: Set(id),
            at: Set(at),
            actor: Set(actor),
            command: Set(command),
            rule: Set(rule),
            entity: Set(entity),
            row_id: Set(row_id),
            customer_id: Set(customer_id),
            message: Set(message),
            facts: Set(facts),
        }
    });
    #[expect(clippy::disallowed_methods, reason = "a record of the unit, not a row that the rules govern")]
    Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}
