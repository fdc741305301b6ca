//! The outbox: what the world is told, written in the transaction that makes it true.
//!
//! Each row carries its aggregate and its place among the aggregate's events, counted under the aggregate's lock:
//! the only order that can be trusted. A [`sequencer`] gives committed rows their position; publishers and subscribers
//! read by it, each with a place of its own: publishers keep theirs ([`delivery`]), subscribers bring it. Whoever moves a
//! place holds its [`lease`], and what the dead held is left to others ([`succession`]). What a destination refuses is a [`dead_letter`]; what is old enough goes ([`retention`]).
//! `id`, `aggregatetype`, `aggregateid`, `type` and `payload` are what Debezium's outbox event router reads.

use docket_rules::plan::{Fired, Plan};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::Value as Json;

use crate::error::Stop;
use crate::id;
use crate::order;
use crate::unit::Unit;
use crate::unit::portion::{PORTION, portions_of};

pub mod backlog;
pub mod dead_letter;
pub mod delivery;
pub mod entity;
pub mod lease;
pub mod queries;
pub mod retention;
pub mod sequencer;
mod signals;
pub mod succession;
mod wire;

pub use signals::Signals;

/// The topic of shipped and unshipped orders; the sink of the rules that send there.
pub const ORDER_SHIPPING: &str = "order_shipping";

/// The topic of every other change; the sink of the rules that send there.
pub const CHANGES: &str = "docket.changes";

const TOPICS: [&str; 2] = [ORDER_SHIPPING, CHANGES];

/// Whether the unit wrote events.
pub(crate) fn tells(plan: &Plan) -> bool {
    plan.events.iter().flat_map(|fired| fired.sinks).any(|sink| TOPICS.contains(sink))
}

/// Writes the events that fired to the topics that their rules name.
pub(crate) async fn record(db: &DatabaseTransaction, settled: &[(&Unit, &Plan)]) -> Result<(), Stop> {
    let mut rows = Vec::new();
    for (unit, plan) in settled {
        for fired in &plan.events {
            for topic in fired.sinks.iter().filter(|sink| TOPICS.contains(sink)) {
                let payload = order::events::payload(db, unit, plan, fired, topic).await?;
                rows.push(row(unit, fired, topic, payload));
            }
        }
    }
    for rows in portions_of(rows, PORTION) {
        #[expect(clippy::disallowed_methods, reason = "a record of the unit, not a row that the rules govern")]
        entity::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn row(unit: &Unit, fired: &Fired, topic: &str, payload: Json) -> entity::ActiveModel {
    entity::ActiveModel {
        tenant_id: Set(unit.actor.tenant),
        id: Set(unit.new_id::<id::EventId>().0),
        aggregatetype: Set(topic.to_owned()),
        aggregateid: Set(id::show(fired.key)),
        sequence: Set(fired.sequence),
        r#type: Set(fired.rule.clone()),
        payload: Set(payload),
        actor: Set(unit.actor.name.to_string()),
        occurred_at: Set(unit.now),
        position: Set(None),
        traceparent: Set(unit.place.as_ref().map(|place| place.as_str().to_owned())),
    }
}
