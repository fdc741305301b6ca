//! What a convoy knows of a command that somebody waits for, whichever it is.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tokio::sync::oneshot;

use super::Docket;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::error::{Fault, Refusal, Stop};
use crate::id::TenantId;
use crate::idempotency::{KeyedRequest, Outcome};
use crate::trace::Traceparent;
use crate::unit::{Command, Unit};

/// A unit that somebody waits for.
#[async_trait]
pub(super) trait Job: Send + Sync {
    /// Whose rows it is about.
    fn tenant(&self) -> TenantId;

    /// When nobody waits for it any more.
    fn until(&self) -> Option<Instant>;

    /// Whether somebody still waits.
    fn is_wanted(&self) -> bool;

    /// The key that its outcome is stored with, and whose it is.
    fn request(&self) -> Option<(&Actor, &KeyedRequest)>;

    /// Takes a stored outcome for its own.
    fn replay(&mut self, stored: Json) -> Result<(), Stop>;

    /// Its unit, with nothing staged.
    fn unit(&self, transaction: Arc<DatabaseTransaction>) -> Unit;

    /// Runs the command, and keeps what it answers with.
    async fn run(&mut self, unit: &mut Unit) -> Result<(), Stop>;

    /// What is stored with its key.
    fn outcome(&self, refused: &[Refusal]) -> Result<Json, Fault>;

    /// Answers who waits. `statements` is what was sent for it and for those it was carried out with.
    fn answer(self: Box<Self>, ended: Result<(), Stop>, statements: u64);
}

/// How a job ended, and how many statements that took.
pub(super) struct Answer<T> {
    pub(super) ended: Result<T, Stop>,
    pub(super) statements: u64,
}

/// How the outcome of a keyed request is stored and read again.
pub(super) struct Once<T> {
    request: KeyedRequest,
    write: fn(&Outcome<&T>) -> Result<Json, Fault>,
    read: fn(Json) -> Result<Outcome<T>, Fault>,
}

impl<T: Serialize + DeserializeOwned> Once<T> {
    pub(super) fn new(request: &KeyedRequest) -> Self {
        Self { request: request.clone(), write: |outcome| outcome.write(), read: Outcome::read }
    }
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), ..*self }
    }
}

/// One attempt of a command.
pub(super) struct Attempt<C: Command> {
    actor: Actor,
    clock: Arc<dyn Clock>,
    place: Option<Traceparent>,
    until: Option<Instant>,
    command: C,
    numbers: Vec<i64>,
    once: Option<Once<C::Out>>,
    out: Option<C::Out>,
    waits: oneshot::Sender<Answer<C::Out>>,
}

impl<C: Command> Attempt<C> {
    /// The attempt, and where its answer comes.
    pub(super) fn new(
        docket: &Docket,
        actor: &Actor,
        command: &C,
        numbers: &[i64],
        once: Option<&Once<C::Out>>,
    ) -> (Box<Self>, oneshot::Receiver<Answer<C::Out>>) {
        let (waits, answer) = oneshot::channel();
        let attempt = Self {
            actor: actor.clone(),
            clock: docket.clock.clone(),
            place: docket.place.clone(),
            until: docket.database.deadline(),
            command: command.clone(),
            numbers: numbers.to_vec(),
            once: once.cloned(),
            out: None,
            waits,
        };
        (Box::new(attempt), answer)
    }
}

#[async_trait]
impl<C: Command> Job for Attempt<C> {
    fn tenant(&self) -> TenantId {
        self.actor.tenant
    }

    fn until(&self) -> Option<Instant> {
        self.until
    }

    fn is_wanted(&self) -> bool {
        !self.waits.is_closed()
    }

    fn request(&self) -> Option<(&Actor, &KeyedRequest)> {
        self.once.as_ref().map(|once| (&self.actor, &once.request))
    }

    fn replay(&mut self, stored: Json) -> Result<(), Stop> {
        let Some(once) = &self.once else { return Err(Fault::Internal("an outcome without a key").into()) };
        self.out = Some((once.read)(stored)?.into_answer()?);
        Ok(())
    }

    fn unit(&self, transaction: Arc<DatabaseTransaction>) -> Unit {
        let (clock, numbers) = (self.clock.clone(), self.numbers.clone());
        let mut unit = Unit::new(transaction, &self.actor, self.command.name(), clock, numbers);
        unit.place.clone_from(&self.place);
        unit
    }

    async fn run(&mut self, unit: &mut Unit) -> Result<(), Stop> {
        self.out = Some(self.command.run(unit).await?);
        Ok(())
    }

    fn outcome(&self, refused: &[Refusal]) -> Result<Json, Fault> {
        let Some(once) = &self.once else { return Err(Fault::Internal("an outcome without a key")) };
        match &self.out {
            Some(out) if refused.is_empty() => (once.write)(&Outcome::Done(out)),
            _ => (once.write)(&Outcome::Refused(refused.to_vec())),
        }
    }

    fn answer(self: Box<Self>, ended: Result<(), Stop>, statements: u64) {
        let Self { out, waits, .. } = *self;
        let ended = ended.and_then(|()| out.ok_or_else(|| Fault::Internal("a unit without an answer").into()));
        // Who has gone does not hear it.
        let _ = waits.send(Answer { ended, statements });
    }
}
