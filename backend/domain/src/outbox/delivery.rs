//! What a destination is given next, and what it has taken.
//!
//! Positions are dense and put all events in one order, so a single number says what has arrived. (A mark on each
//! event would write every row a second time; a number for each topic would let topics overtake each other.) The number
//! moves only after the destination has taken everything up to it, except for its [dead letters](super::dead_letter):
//! what is published twice carries the same event id, and nothing is left out.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::dead_letter::entity::{Column as LetterColumn, Model as Letter, State};
use super::dead_letter::{self, Key, key};
use super::entity::{Column, Entity, Model};
use super::lease::LeasedCursor;
use crate::docket::Docket;
use crate::error::Fault;

/// Where a destination stands.
pub struct Delivery {
    destination: &'static str,
    cursor: LeasedCursor,
}

/// What is to be published now.
pub struct Batch {
    /// In this order; those of one topic and order must not overtake each other.
    pub events: Vec<Model>,
    /// Those that wait for one before them.
    held: Vec<Model>,
    /// Dead letters that are due.
    letters: HashMap<i64, Letter>,
    /// Everything up to there is in the batch, or was published.
    end: i64,
}

impl Batch {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty() && self.held.is_empty()
    }
}

/// An event that a destination will never take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which of the batch's events. Those of the same topic and order behind it were not sent.
    pub at: usize,
    /// What the destination says.
    pub reason: String,
}

/// How a batch has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many events have arrived.
    pub arrived: usize,
    /// How many were refused.
    pub refused: usize,
}

impl Delivery {
    /// A destination becomes known; a new one stands at the beginning: it gets every event there is.
    pub async fn new(docket: Docket, destination: &'static str) -> Result<Self, Fault> {
        let write = docket.database().begin().await?;
        let sql = "INSERT INTO leased_cursor (name, position) VALUES ($1, 0) ON CONFLICT DO NOTHING";
        let insert = Statement::from_sql_and_values(docket.database().backend(), sql, [destination.into()]);
        write.transaction.execute_raw(insert).await?;
        write.commit().await?;
        Ok(Self { destination, cursor: LeasedCursor::new(docket, destination) })
    }

    /// Whether this instance publishes, as far as it knows.
    pub const fn is_held(&self) -> bool {
        self.cursor.is_held()
    }

    /// What is to be published next, at most so many events; none while another instance publishes.
    pub async fn next(&mut self, limit: u64) -> Result<Option<Batch>, Fault> {
        let Some(position) = self.cursor.hold().await? else { return Ok(None) };
        let docket = self.cursor.docket().clone();
        let db = docket.database().reader();
        let waits = dead_letter::any(db, self.destination).await?;
        if waits {
            let due = self.due(&docket, position, limit).await?;
            if !due.is_empty() {
                return Ok(Some(due));
            }
        }
        let next = Entity::find().filter(Column::Position.gt(position)).order_by_asc(Column::Position).limit(limit);
        let events = next.all(db).await?;
        let end = events.last().and_then(|last| last.position).unwrap_or(position);
        let blocked = if waits { dead_letter::blocked(db, self.destination, &events).await? } else { HashSet::new() };
        let (held, events) = events.into_iter().partition(|event| blocked.contains(&key(event)));
        Ok(Some(Batch { events, held, letters: HashMap::new(), end }))
    }

    /// Dead letters whose time has come.
    async fn due(&self, docket: &Docket, end: i64, limit: u64) -> Result<Batch, Fault> {
        let db = docket.database().reader();
        // Letters may lie for days: looking takes no lock.
        if dead_letter::any_freed(db, self.destination).await? {
            let write = self.cursor.begin().await?;
            dead_letter::release(&write.transaction, self.destination, docket.clock().now()).await?;
            write.commit().await?;
        }
        let letters = dead_letter::due(db, self.destination, limit).await?;
        let positions = letters.iter().map(|letter| letter.position);
        let of_letters = Entity::find().filter(Column::Position.is_in(positions)).order_by_asc(Column::Position);
        let events = if letters.is_empty() { Vec::new() } else { of_letters.all(db).await? };
        let letters = letters.into_iter().map(|letter| (letter.position, letter)).collect();
        Ok(Batch { events, held: Vec::new(), letters, end })
    }

    /// Keeps the lease while a batch is being published; if not, another instance publishes by now.
    pub async fn keep(&mut self) -> Result<bool, Fault> {
        Ok(self.cursor.hold().await?.is_some())
    }

    /// The batch has arrived, apart from what was refused. None if another instance publishes by now, and will publish
    /// it again.
    pub async fn taken(&mut self, batch: Batch, refused: &[Refused]) -> Result<Option<Taken>, Fault> {
        let write = self.cursor.begin().await?;
        if !self.cursor.move_in(&write.transaction, batch.end).await? {
            write.roll_back().await?;
            return Ok(None);
        }
        let end = batch.end;
        let stored = self.sort(&write.transaction, batch, refused).await;
        let committed = match stored {
            Ok(taken) => write.commit().await.map(|()| taken).map_err(Fault::from),
            Err(fault) => Err(fault),
        };
        match &committed {
            Ok(_) => self.cursor.moved(end),
            Err(_) => self.cursor.forget(),
        }
        committed.map(Some)
    }

    /// Sorts a batch into what has arrived and what waits.
    async fn sort(&self, transaction: &DatabaseTransaction, batch: Batch, refused: &[Refused]) -> Result<Taken, Fault> {
        let now = self.cursor.docket().clock().now();
        let reasons: HashMap<usize, &str> = refused.iter().map(|one| (one.at, one.reason.as_str())).collect();
        let mut dead: HashSet<Key> = HashSet::new();
        let (mut letters, mut arrived) = (Vec::new(), Vec::new());
        for (at, event) in batch.events.iter().enumerate() {
            let (key, position) = (key(event), event.position.unwrap_or_default());
            let (state, reason) = match reasons.get(&at) {
                _ if dead.contains(&key) => (State::Held, None),
                Some(reason) => (State::Dead, Some((*reason).to_owned())),
                None => {
                    arrived.push(position);
                    continue;
                }
            };
            let known = batch.letters.get(&position).cloned();
            let mut letter =
                known.unwrap_or_else(|| dead_letter::letter(self.destination, event, position, state, now));
            (letter.state, letter.changed_at) = (state, now);
            if reason.is_some() {
                (letter.reason, letter.attempts) = (reason, letter.attempts + 1);
                dead.insert(key);
            }
            letters.push(letter);
        }
        let held = batch.held.iter().map(|event| {
            let position = event.position.unwrap_or_default();
            dead_letter::letter(self.destination, event, position, State::Held, now)
        });
        letters.extend(held);
        for key in &dead {
            self.hold_behind(transaction, key, now).await?;
        }
        dead_letter::store(transaction, letters).await?;
        let taken = Taken { arrived: arrived.len(), refused: refused.len() };
        if !batch.letters.is_empty() {
            let arrived = Condition::all()
                .add(LetterColumn::Destination.eq(self.destination))
                .add(LetterColumn::Position.is_in(arrived));
            dead_letter::remove(transaction, arrived).await?;
        }
        Ok(taken)
    }

    /// What was due of a key waits again when one of the key's is refused.
    async fn hold_behind(
        &self,
        transaction: &DatabaseTransaction,
        (tenant, topic, order): &Key,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), Fault> {
        let due = Condition::all()
            .add(LetterColumn::Destination.eq(self.destination))
            .add(LetterColumn::State.eq(State::Due))
            .add(LetterColumn::TenantId.eq(*tenant))
            .add(LetterColumn::Aggregatetype.eq(topic.as_str()))
            .add(LetterColumn::Aggregateid.eq(order.as_str()));
        dead_letter::turn(transaction, due, State::Held, now).await?;
        Ok(())
    }

    /// Lets another instance go on at once.
    pub async fn give_back(&mut self) -> Result<(), Fault> {
        self.cursor.give_back().await
    }
}
