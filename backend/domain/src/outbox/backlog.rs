//! How much waits in the outbox: for who watches a server.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::dead_letter::entity::{Column as LetterColumn, Entity as Letters, State};
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
    /// How many events it has refused for good.
    pub dead: u64,
    /// How many events wait behind those, or to be published again.
    pub waiting: u64,
}

impl Docket {
    /// How much waits now; a handful of statements that find their rows by index.
    pub async fn backlog(&self) -> Result<Backlog, Fault> {
        let db = self.database().reader();
        let waiting = || Entity::find().filter(Column::Position.is_null());
        let unplaced = waiting().count(db).await?;
        let oldest_unplaced = first(db, waiting().order_by_asc(Column::Id)).await?;
        let newest = self.newest_position().await?;
        let mut destinations = Vec::new();
        for (destination, taken) in self.destinations().await? {
            let placed = Entity::find().filter(Column::Position.gt(taken)).order_by_asc(Column::Position);
            let oldest = first(db, placed).await?.or(oldest_unplaced);
            let letters = |states: &[State]| {
                let of_destination = Letters::find().filter(LetterColumn::Destination.eq(destination.as_str()));
                of_destination.filter(LetterColumn::State.is_in(states.iter().copied()))
            };
            let dead = letters(&[State::Dead]).count(db).await?;
            let waiting = letters(&[State::Held, State::Due]).count(db).await?;
            let events = u64::try_from(newest - taken).unwrap_or_default();
            destinations.push(Behind { destination, events, oldest, dead, waiting });
        }
        Ok(Backlog { unplaced, destinations })
    }
}

async fn first<C: ConnectionTrait>(db: &C, events: Select<Entity>) -> Result<Option<DateTime<Utc>>, DbErr> {
    events.limit(1).select_only().column(Column::OccurredAt).into_tuple().one(db).await
}
