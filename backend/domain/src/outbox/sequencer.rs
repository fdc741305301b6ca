//! The sequencer: gives committed events their position, a number that rises without gaps over all of them.
//!
//! A number drawn by the unit itself would be no order to read by: units commit in another order than they draw, so a
//! reader that stands behind number 8 would never see a 7 that commits later. Here numbers go only to rows that are
//! committed, by one writer at a time, and the events of one aggregate get them in their own `sequence`.
//!
//! One at a time: on SQLite by the writer's turn, on PostgreSQL by a lock that ends with the transaction (so it also
//! holds behind a proxy that pools connections). The last position stands in a row that is changed only by who
//! found it unchanged; whatever decides who may sequence, two events never get one position.

use std::collections::{HashMap, VecDeque};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::entity::{Column, Entity};
use crate::docket::Docket;
use crate::error::Fault;
use crate::id::TenantId;

/// How many events get their position in one transaction; the earlier events of the same aggregates come along.
const BATCH: u64 = 500;
/// The lock on PostgreSQL: "docket" in ASCII.
const LOCK: i64 = 0x646f_636b_6574;

/// A committed event without a position.
type Unplaced = (TenantId, Uuid, String, i64);

impl Docket {
    /// Gives committed events their positions, and wakes who waits for them. The answer is how many got one; when it
    /// is not 0 there may be more.
    pub async fn sequence(&self) -> Result<usize, Fault> {
        let waiting = Entity::find().select_only().expr(Expr::val(1)).filter(Column::Position.is_null()).limit(1);
        let waits = waiting.into_tuple::<i32>().one(self.database().reader()).await?.is_some();
        let placed = if waits { self.place().await? } else { 0 };
        self.signals().placed(self.newest_position().await?);
        Ok(placed)
    }

    /// The position that was given last; 0 before the first.
    pub async fn newest_position(&self) -> Result<i64, Fault> {
        Ok(last(self.database().reader()).await?)
    }

    async fn place(&self) -> Result<usize, Fault> {
        let write = self.database().begin().await?;
        let transaction = &write.transaction;
        if self.database().backend() == DbBackend::Postgres {
            transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        }
        // Each of these statements begins after the lock: it sees whatever was committed before.
        let before = last(transaction).await?;
        let events = in_order(unplaced(transaction).await?);
        if !events.is_empty() {
            give(transaction, &events, before).await?;
        }
        write.commit().await?;
        Ok(events.len())
    }
}

async fn last<C: ConnectionTrait>(db: &C) -> Result<i64, DbErr> {
    let select = Statement::from_string(db.get_database_backend(), "SELECT position FROM sequencer WHERE id = 1");
    let row = db.query_one_raw(select).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the sequencer's position".to_owned()))?.try_get_by_index(0)
}

/// The oldest events, about in the order of time, and whatever stands before one of them in its aggregate.
async fn unplaced(db: &DatabaseTransaction) -> Result<Vec<Unplaced>, DbErr> {
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
    let position = before + i64::try_from(events.len()).unwrap_or(i64::MAX);
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
    let sql = "UPDATE sequencer SET position = $1 WHERE id = 1 AND position = $2";
    let moved = Statement::from_sql_and_values(backend, sql, [position.into(), before.into()]);
    let moved = db.execute_raw(moved).await?.rows_affected();
    if moved != 1 || given != events.len() as u64 {
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
