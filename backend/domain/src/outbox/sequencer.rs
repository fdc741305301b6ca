//! The sequencer: gives committed events their position, a number that rises without gaps over all of them.
//!
//! A number drawn by the unit itself would be no order to read by: units commit in another order than they draw, so a
//! reader that stands behind number 8 would never see a 7 that commits later. Here numbers go only to rows that are
//! committed, by one writer at a time, and the events of one aggregate get them in their own `sequence`.
//!
//! One at a time: by a [lease](super::lease) of the row that holds the last position. The row is moved first and by its
//! holder only, in the transaction that gives the positions; two events never get one position, and no position is given twice.

use std::collections::{HashMap, VecDeque};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};
use uuid::Uuid;

use super::entity::{Column, Entity};
use super::lease::{self, LeasedCursor};
use super::wire;
use crate::docket::Docket;
use crate::error::Fault;
use crate::faults::crash_point;
use crate::id::TenantId;

/// How many events get their position in one transaction; the earlier events of the same aggregates come along.
const BATCH: u64 = 500;
/// The name of its cursor.
pub(super) const NAME: &str = "sequencer";

/// A committed event without a position.
type Unplaced = (TenantId, Uuid, String, i64);

/// What a pass of the sequencer has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequenced {
    /// This many events got their position; there may be more.
    Placed(usize),
    /// Every committed event has one.
    Nothing,
    /// Another instance gives positions.
    Elsewhere,
}

/// Gives positions, as long as no other instance does.
pub struct Sequencer {
    cursor: LeasedCursor,
}

impl Docket {
    /// The position that was given last; 0 before the first.
    pub async fn newest_position(&self) -> Result<i64, Fault> {
        lease::position(self, NAME).await?.ok_or(Fault::Internal("the sequencer has no position"))
    }
}

impl Sequencer {
    /// A sequencer of this instance.
    pub fn new(docket: Docket) -> Self {
        Self { cursor: LeasedCursor::new(docket, NAME) }
    }

    /// Whether this instance gives positions, as far as it knows.
    pub const fn is_held(&self) -> bool {
        self.cursor.is_held()
    }

    /// Gives committed events their positions, and wakes who waits for them, here and in other instances.
    pub async fn pass(&mut self) -> Result<Sequenced, Fault> {
        let docket = self.cursor.docket().clone();
        let Some(before) = self.cursor.hold().await? else {
            docket.signals().placed(docket.newest_position().await?);
            return Ok(Sequenced::Elsewhere);
        };
        let waiting = Entity::find().select_only().expr(Expr::val(1)).filter(Column::Position.is_null()).limit(1);
        if waiting.into_tuple::<i32>().one(docket.database().reader()).await?.is_none() {
            docket.signals().placed(before);
            return Ok(Sequenced::Nothing);
        }
        let placed = self.place(&docket, before).await;
        if placed.is_err() {
            self.cursor.forget();
        }
        placed
    }

    async fn place(&mut self, docket: &Docket, before: i64) -> Result<Sequenced, Fault> {
        let write = self.cursor.begin().await?;
        let events = in_order(unplaced(&write.transaction).await?);
        let position = before + i64::try_from(events.len()).unwrap_or(i64::MAX);
        if !self.cursor.move_in(&write.transaction, position).await? {
            write.roll_back().await?;
            return Ok(Sequenced::Elsewhere);
        }
        if !events.is_empty() {
            give(&write.transaction, &events, before).await?;
            wire::tell_placed(&write.transaction, position).await?;
        }
        crash_point("before_sequence");
        write.commit().await?;
        crash_point("after_sequence");
        self.cursor.moved(position);
        docket.signals().placed(position);
        Ok(if events.is_empty() { Sequenced::Nothing } else { Sequenced::Placed(events.len()) })
    }

    /// Lets another instance go on at once.
    pub async fn give_back(&mut self) -> Result<(), Fault> {
        self.cursor.give_back().await
    }
}

/// The oldest events, about in the order of time, and whatever stands before one of them in its aggregate.
async fn unplaced(db: &DatabaseTransaction) -> Result<Vec<Unplaced>, Fault> {
    let select = || {
        let columns = [Column::TenantId, Column::Id, Column::Aggregateid, Column::Sequence];
        Entity::find().select_only().columns(columns).filter(Column::Position.is_null()).order_by_asc(Column::Id)
    };
    let mut events: Vec<Unplaced> = select().limit(BATCH).into_tuple().all(db).await?;
    let Some((_, youngest, ..)) = events.last().filter(|_| events.len() as u64 == BATCH) else { return Ok(events) };
    // Clocks of instances differ: an aggregate's earlier event may have the later id, and stand beyond the limit.
    let mut ends: HashMap<(TenantId, String), i64> = HashMap::new();
    for (tenant, _, aggregate, sequence) in &events {
        let end = ends.entry((*tenant, aggregate.clone())).or_default();
        *end = (*end).max(*sequence);
    }
    let beyond: Vec<Unplaced> = select()
        .filter(Column::Id.gt(*youngest))
        .filter(Column::Aggregateid.is_in(ends.keys().map(|(_, aggregate)| aggregate.as_str())))
        .into_tuple()
        .all(db)
        .await?;
    events.extend(beyond.into_iter().filter(|(tenant, _, aggregate, sequence)| {
        ends.get(&(*tenant, aggregate.clone())).is_some_and(|end| sequence < end)
    }));
    Ok(events)
}

/// By time, except that the events of one aggregate share out their places by their sequence.
fn in_order(events: Vec<Unplaced>) -> Vec<(TenantId, Uuid)> {
    let places: Vec<(TenantId, String)> =
        events.iter().map(|(tenant, _, aggregate, _)| (*tenant, aggregate.clone())).collect();
    let mut sorted = events;
    sorted.sort_by_key(|(.., sequence)| *sequence);
    let mut queues: HashMap<(TenantId, String), VecDeque<Uuid>> = HashMap::new();
    for (tenant, id, aggregate, _) in sorted {
        queues.entry((tenant, aggregate)).or_default().push_back(id);
    }
    places.iter().filter_map(|place| Some((place.0, queues.get_mut(place)?.pop_front()?))).collect()
}

async fn give(db: &DatabaseTransaction, events: &[(TenantId, Uuid)], before: i64) -> Result<(), Fault> {
    let backend = db.get_database_backend();
    let places = events.iter().zip(before + 1..);
    let (from, values): (String, Vec<Value>) = if backend == DbBackend::Postgres {
        // Arrays make it one text, which is prepared once for any number of events.
        let (tenants, (ids, positions)): (Vec<Uuid>, (Vec<Uuid>, Vec<i64>)) =
            places.map(|((tenant, id), position)| (tenant.0, (*id, position))).unzip();
        let from = "unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS v (column1, column2, column3)";
        (from.to_owned(), vec![tenants.into(), ids.into(), positions.into()])
    } else {
        let values = places.flat_map(|((tenant, id), position)| [tenant.0.into(), (*id).into(), position.into()]);
        (format!("(VALUES {}) AS v", vec!["(?, ?, ?)"; events.len()].join(", ")), values.collect())
    };
    let sql = format!(
        "UPDATE outbox AS t SET position = v.column3 FROM {from} \
         WHERE t.tenant_id = v.column1 AND t.id = v.column2 AND t.position IS NULL"
    );
    let given = db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected();
    if given != events.len() as u64 {
        return Err(Fault::Internal("two sequencers at once"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregates_events_share_out_their_places_by_their_sequence() {
        let tenant = TenantId(Uuid::nil());
        let event = |id: u128, aggregate: &str, sequence| (tenant, Uuid::from_u128(id), aggregate.to_owned(), sequence);
        let events = vec![event(1, "a", 2), event(2, "b", 1), event(3, "a", 1), event(4, "c", 7), event(5, "a", 3)];
        let ids: Vec<u128> = in_order(events).into_iter().map(|(_, id)| id.as_u128()).collect();
        assert_eq!(ids, [3, 2, 1, 4, 5]);
    }
}
