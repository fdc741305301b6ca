//! How long events are kept: until every destination has taken them, and so many days beyond, so that a subscriber may
//! come back and an operator may have them published again.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::dead_letter;
use super::dead_letter::entity::{Column as LetterColumn, State};
use super::entity::{Column, Entity};
use super::lease::{self, LeasedCursor};
use super::sequencer;
use crate::docket::Docket;
use crate::error::Fault;

/// The name of its cursor: every event up to there may be gone.
pub(super) const NAME: &str = "retention";

/// How many events go in one transaction.
const BATCH: u64 = 1_000;

/// What was found when old events were to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retired {
    /// How many events are gone.
    pub events: u64,
    /// Destinations that have not taken events which are old enough to go: they are kept for these.
    pub waiting_for: Vec<String>,
}

impl Docket {
    /// Every event up to this position may be gone; 0 when all are there.
    pub async fn retired_up_to(&self) -> Result<i64, Fault> {
        Ok(lease::position(self, NAME).await?.unwrap_or_default())
    }

    /// Removes events that happened before this time and that every destination has taken.
    pub async fn retire_events(&self, before: DateTime<Utc>) -> Result<Retired, Fault> {
        let mut cursor = LeasedCursor::new(self.clone(), NAME);
        let mut retired = Retired::default();
        // Another instance may be at it.
        while let Some(from) = cursor.hold().await? {
            let old = self.old(from, before).await?;
            let cursors = self.destinations().await?;
            let behind = |position: i64| cursors.iter().filter(move |(_, stands)| *stands < position);
            let Some(oldest_end) = old.last().copied() else { break };
            let end = cursors.iter().map(|(_, stands)| *stands).min().unwrap_or(oldest_end).min(oldest_end);
            retired.waiting_for = behind(oldest_end).map(|(name, _)| name.clone()).collect();
            if end <= from {
                break;
            }
            let write = cursor.begin().await?;
            if !cursor.move_in(&write.transaction, end).await? {
                write.roll_back().await?;
                break;
            }
            let dropped =
                Condition::all().add(LetterColumn::State.eq(State::Dropped)).add(LetterColumn::Position.lte(end));
            dead_letter::remove(&write.transaction, dropped).await?;
            let delete = "DELETE FROM outbox WHERE position <= $1 \
                          AND NOT EXISTS (SELECT 1 FROM dead_letter WHERE dead_letter.position = outbox.position)";
            let delete = Statement::from_sql_and_values(self.database().backend(), delete, [end.into()]);
            retired.events += write.transaction.execute_raw(delete).await?.rows_affected();
            write.commit().await?;
            cursor.moved(end);
        }
        cursor.give_back().await?;
        Ok(retired)
    }

    /// The positions of the next events that are old enough, up to the first that is not.
    async fn old(&self, from: i64, before: DateTime<Utc>) -> Result<Vec<i64>, Fault> {
        let next: Vec<(i64, DateTime<Utc>)> = Entity::find()
            .select_only()
            .columns([Column::Position, Column::OccurredAt])
            .filter(Column::Position.gt(from))
            .order_by_asc(Column::Position)
            .limit(BATCH)
            .into_tuple()
            .all(self.database().reader())
            .await?;
        Ok(next.into_iter().take_while(|(_, at)| *at < before).map(|(position, _)| position).collect())
    }

    /// Each destination and where it stands.
    pub async fn destinations(&self) -> Result<Vec<(String, i64)>, Fault> {
        let sql = "SELECT name, position FROM leased_cursor WHERE name NOT IN ($1, $2) ORDER BY name";
        let names = [sequencer::NAME.into(), NAME.into()];
        let select = Statement::from_sql_and_values(self.database().backend(), sql, names);
        let rows = self.database().reader().query_all_raw(select).await?;
        let rows = rows.into_iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
        Ok(rows.collect::<Result<_, sea_orm::DbErr>>()?)
    }
}
