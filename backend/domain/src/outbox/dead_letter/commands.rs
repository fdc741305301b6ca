//! What an operator does about dead letters, and having events published again.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use super::entity::{Column, Entity, Model, State};
use super::{letter, store, turn};
use crate::docket::Docket;
use crate::error::Fault;
use crate::id::{EventId, TenantId};
use crate::outbox::entity as event;
use crate::outbox::lease;
use crate::outbox::retention;
use crate::outbox::sequencer;

/// Which dead letters are meant.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// All of the destination.
    All,
    /// Those of these events.
    Events(Vec<EventId>),
}

/// Why events are not published again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoReplay {
    /// The destination has never been published to.
    UnknownDestination,
    /// It has not come so far: this is where it stands.
    NotYet(i64),
    /// Events up to here are no longer kept.
    Gone(i64),
}

impl Docket {
    /// A tenant's events that wait outside of their turn, by destination and position; also those that were given up if
    /// that is wanted.
    pub async fn dead_letters(&self, tenant: TenantId, with_dropped: bool, limit: u64) -> Result<Vec<Model>, Fault> {
        let mut select = Entity::find()
            .filter(Column::TenantId.eq(tenant))
            .order_by_asc(Column::Destination)
            .order_by_asc(Column::Position)
            .limit(limit);
        if !with_dropped {
            select = select.filter(Column::State.ne(State::Dropped));
        }
        Ok(select.all(self.database().reader()).await?)
    }

    /// Has dead letters published again. The answer is how many.
    pub async fn retry_dead_letters(&self, destination: &str, chosen: &Chosen) -> Result<u64, Fault> {
        self.turn_dead(destination, chosen, State::Due).await
    }

    /// Gives dead letters up; what waited behind them goes out. The answer is how many.
    pub async fn drop_dead_letters(&self, destination: &str, chosen: &Chosen) -> Result<u64, Fault> {
        self.turn_dead(destination, chosen, State::Dropped).await
    }

    async fn turn_dead(&self, destination: &str, chosen: &Chosen, state: State) -> Result<u64, Fault> {
        let mut dead = Condition::all().add(Column::Destination.eq(destination)).add(Column::State.eq(State::Dead));
        if let Chosen::Events(ids) = chosen {
            dead = dead.add(Column::EventId.is_in(ids.iter().map(|id| id.0)));
        }
        let write = self.database().begin().await?;
        let turned = turn(&write.transaction, dead, state, self.clock().now()).await?;
        write.commit().await?;
        Ok(turned)
    }

    /// Has single events published again that a destination has already got, beside what goes on. The answer is how
    /// many of them there are.
    pub async fn replay_events(&self, destination: &str, ids: &[EventId]) -> Result<Result<u64, NoReplay>, Fault> {
        let Some(stands) = self.stands_at(destination).await? else { return Ok(Err(NoReplay::UnknownDestination)) };
        let chosen = event::Entity::find().filter(event::Column::Id.is_in(ids.iter().map(|id| id.0)));
        let events = chosen.all(self.database().reader()).await?;
        let now = self.clock().now();
        let mut letters = Vec::new();
        for event in &events {
            match event.position {
                Some(position) if position <= stands => {
                    letters.push(letter(destination, event, position, State::Due, now));
                }
                _ => return Ok(Err(NoReplay::NotYet(stands))),
            }
        }
        let write = self.database().begin().await?;
        store(&write.transaction, letters).await?;
        write.commit().await?;
        Ok(Ok(events.len() as u64))
    }

    /// Has everything after a position published again. The answer is where the destination stood.
    pub async fn replay_after(&self, destination: &str, position: i64) -> Result<Result<i64, NoReplay>, Fault> {
        let Some(stands) = self.stands_at(destination).await? else { return Ok(Err(NoReplay::UnknownDestination)) };
        let gone = self.retired_up_to().await?;
        if position < gone {
            return Ok(Err(NoReplay::Gone(gone)));
        }
        // A new epoch: who publishes now must look again where it stands.
        let sql = "UPDATE leased_cursor SET position = $1, epoch = epoch + 1, holder = NULL, leased_until = 0 \
                   WHERE name = $2 AND position >= $1";
        let values: [Value; 2] = [position.into(), destination.into()];
        let write = self.database().begin().await?;
        let update = Statement::from_sql_and_values(self.database().backend(), sql, values);
        let moved = write.transaction.execute_raw(update).await?.rows_affected();
        write.commit().await?;
        Ok(if moved == 1 { Ok(stands) } else { Err(NoReplay::NotYet(stands)) })
    }

    /// Forgets a destination that is no longer used, its dead letters too: events need not be kept for it. Whether it
    /// was known.
    pub async fn forget_destination(&self, destination: &str) -> Result<bool, Fault> {
        if self.stands_at(destination).await?.is_none() {
            return Ok(false);
        }
        let write = self.database().begin().await?;
        super::remove(&write.transaction, Condition::all().add(Column::Destination.eq(destination))).await?;
        let sql = "DELETE FROM leased_cursor WHERE name = $1";
        let delete = Statement::from_sql_and_values(self.database().backend(), sql, [destination.into()]);
        write.transaction.execute_raw(delete).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Where a destination stands; none if nothing was ever published there.
    pub async fn stands_at(&self, destination: &str) -> Result<Option<i64>, Fault> {
        if [sequencer::NAME, retention::NAME].contains(&destination) {
            return Ok(None);
        }
        lease::position(self, destination).await
    }
}
