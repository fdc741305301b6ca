//! Reading events of a tenant.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::entity::{Column, Entity, Model};
use super::{retention, sequencer};
use crate::snapshot::Snapshot;

/// The tenant's events of one type after a position and up to another, in order.
pub async fn between(
    snapshot: &Snapshot,
    r#type: &str,
    after: i64,
    up_to: i64,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::TenantId.eq(snapshot.tenant()))
        .filter(Column::Type.eq(r#type))
        .filter(Column::Position.gt(after))
        .filter(Column::Position.lte(up_to))
        .order_by_asc(Column::Position)
        .limit(limit)
        .all(snapshot.connection())
        .await
}

/// The tenant's newest events, oldest first.
pub async fn newest(snapshot: &Snapshot, limit: u64) -> Result<Vec<Model>, DbErr> {
    let select = Entity::find().filter(Column::TenantId.eq(snapshot.tenant()));
    let mut events = select.order_by_desc(Column::Id).limit(limit).all(snapshot.connection()).await?;
    events.reverse();
    Ok(events)
}

/// The tenant's events after a position, in order, and behind them those that have none yet, oldest first.
pub async fn pending(snapshot: &Snapshot, after: i64, limit: u64) -> Result<Vec<Model>, DbErr> {
    // Two statements: to find either kind by one, the database would walk through all events that were ever published.
    let of_tenant = || Entity::find().filter(Column::TenantId.eq(snapshot.tenant())).limit(limit);
    let placed = of_tenant().filter(Column::Position.gt(after)).order_by_asc(Column::Position);
    let mut events = placed.all(snapshot.connection()).await?;
    let unplaced = of_tenant().filter(Column::Position.is_null()).order_by_asc(Column::Id);
    events.extend(unplaced.all(snapshot.connection()).await?);
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(events)
}

/// How far the destination that is furthest has been published to; 0 when there is none.
pub async fn published(snapshot: &Snapshot) -> Result<i64, DbErr> {
    let db = snapshot.connection();
    let sql = "SELECT COALESCE(MAX(position), 0) FROM leased_cursor WHERE name NOT IN ($1, $2)";
    let names = [sequencer::NAME.into(), retention::NAME.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, names)).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}
