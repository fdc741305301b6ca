//! How much waits in the outbox: for who watches a server.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    Statement,
};

use super::entity::{Column, Entity};
use crate::docket::Docket;
use crate::error::Fault;

/// What waits, over all tenants.
#[derive(Clone, Debug)]
pub struct Backlog {
    /// How many committed events have no position yet.
    pub unplaced: u64,
    /// How far each destination is behind.
    pub destinations: Vec<Behind>,
}

/// How far a destination is behind.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The destination.
    pub destination: String,
    /// How many events that have a position it has not taken.
    pub events: u64,
    /// When the oldest event happened that it has not taken.
    pub oldest: Option<DateTime<Utc>>,
}

impl Docket {
    /// How much waits now; a handful of statements that find their rows by index.
    pub async fn backlog(&self) -> Result<Backlog, Fault> {
        let db = self.database().reader();
        let waiting = || Entity::find().filter(Column::Position.is_null());
        let unplaced = waiting().count(db).await?;
        let oldest_unplaced = first(db, waiting().order_by_asc(Column::Id)).await?;
        let newest = self.newest_position().await?;
        let select = "SELECT destination, position FROM relay_cursor ORDER BY destination";
        let mut destinations = Vec::new();
        for row in db.query_all_raw(Statement::from_string(self.database().backend(), select)).await? {
            let (destination, taken): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let placed = Entity::find().filter(Column::Position.gt(taken)).order_by_asc(Column::Position);
            let oldest = first(db, placed).await?.or(oldest_unplaced);
            destinations.push(Behind {
                destination,
                events: u64::try_from(newest - taken).unwrap_or_default(),
                oldest,
            });
        }
        Ok(Backlog { unplaced, destinations })
    }
}

async fn first<C: ConnectionTrait>(db: &C, events: Select<Entity>) -> Result<Option<DateTime<Utc>>, DbErr> {
    events.limit(1).select_only().column(Column::OccurredAt).into_tuple().one(db).await
}
