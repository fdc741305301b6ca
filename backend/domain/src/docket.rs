//! The handle: an open database under the rules of this binary.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use docket_migration::State;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actor::Actor;
use crate::clock::{Clock, SystemClock};
use crate::database::failure::may_be_retried;
use crate::database::{Database, Turn, WriteTransaction};
use crate::error::{Failure, Fault, Stop};
use crate::faults::crash_point;
use crate::id::TenantId;
use crate::idempotency::{self, InFlight, KeyedRequest, Outcome};
use crate::order::queries::NumberBlocks;
use crate::outbox::{self, Signals};
use crate::refusal::{self, RefusalLog};
use crate::snapshot::Snapshot;
use crate::tenant;
use crate::trace::{self, Traceparent};
use crate::unit::preview::Preview;
use crate::unit::{Command, Unit};
use crate::verify::{Repaired, Scope};

mod fingerprint;
mod fitness;
mod holdings;

use fitness::Fitness;
pub use fitness::Unfit;
pub use holdings::Holdings;

/// How often a unit is tried before it gives way.
const ATTEMPTS: u32 = 30;
/// The longest pause between two attempts.
const LONGEST_PAUSE_MS: u64 = 200;

/// An open Docket. Clones share everything.
#[derive(Clone)]
pub struct Docket {
    database: Database,
    clock: Arc<dyn Clock>,
    numbers: Arc<NumberBlocks>,
    in_flight: InFlight,
    counts: Arc<Counts>,
    signals: Arc<Signals>,
    refusals: Arc<RefusalLog>,
    fitness: Arc<Fitness>,
    /// How long a request may take.
    longest: Option<Duration>,
    /// Where what units tell stands in a trace.
    place: Option<Traceparent>,
}

/// What whoever opens a Docket may choose.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most connections to PostgreSQL at once; SQLite has one writer and a few readers.
    pub postgres_connections: u32,
    /// How many days the log of refusals goes back.
    pub refusal_days: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { postgres_connections: 24, refusal_days: 30 }
    }
}

/// How units have ended since the start.
#[derive(Debug, Default)]
pub struct Counts {
    /// Committed.
    pub committed: AtomicU64,
    /// Refused.
    pub refused: AtomicU64,
    /// Begun again because something had changed meanwhile.
    pub restarted: AtomicU64,
    /// Begun again because the database asked for it.
    pub retried: AtomicU64,
}

/// How an attempt has ended, and what is to follow once that is on the disk.
struct Ended<T> {
    answer: Result<T, Stop>,
    /// What the log of refusals is to say about it.
    refused: Vec<refusal::entity::Model>,
    /// Whether it wrote events.
    tells: bool,
}

impl<T> Ended<T> {
    const fn by(stop: Stop) -> Self {
        Self { answer: Err(stop), refused: Vec::new(), tells: false }
    }
}

impl Docket {
    /// Opens a database as it is.
    pub async fn open(url: &str) -> Result<Self, Fault> {
        Self::open_with(url, Arc::new(SystemClock), Options::default()).await
    }

    /// Opens a database under another clock and with other limits.
    pub async fn open_with(url: &str, clock: Arc<dyn Clock>, options: Options) -> Result<Self, Fault> {
        let database = Database::open(url, options.postgres_connections).await?;
        Ok(Self {
            database,
            clock,
            numbers: Arc::default(),
            in_flight: InFlight::default(),
            counts: Arc::default(),
            signals: Arc::default(),
            refusals: Arc::new(RefusalLog::keeping(options.refusal_days)),
            fitness: Arc::default(),
            longest: None,
            place: None,
        })
    }

    /// The same, giving each request so much time.
    #[must_use]
    pub fn allowing(self, longest: Duration) -> Self {
        Self { longest: Some(longest), ..self }
    }

    /// The same within a trace: what units tell from now on says so.
    #[must_use]
    pub fn within(&self, place: Option<Traceparent>) -> Self {
        Self { place, ..self.clone() }
    }

    /// The same for one request that begins now: when its time is up, the database is made to stop working on it. On
    /// PostgreSQL the statement that runs then is stopped after it took the time that was left when its transaction began.
    #[must_use]
    pub fn for_request(&self) -> Self {
        let until = self.longest.map(|longest| Instant::now() + longest);
        Self { database: self.database.until(until), ..self.clone() }
    }

    /// Brings an empty or older database up to this binary: schema, rules, and the default tenant. A newer one is
    /// refused.
    pub async fn migrate(&self) -> Result<(), Fault> {
        self.migrate_and_tell(|_| {}).await
    }

    /// The same, telling of each value that new rules fill.
    pub async fn migrate_and_tell(&self, tell: impl FnMut(&Repaired)) -> Result<(), Fault> {
        self.refuse_newer().await?;
        docket_migration::migrate(self.database.connection()).await?;
        if !fingerprint::is_stored(self.database.connection()).await? {
            // Under new rules, what they derive is computed before anybody relies on it. A crash here begins again.
            self.repair(Scope::default(), tell).await?;
        }
        fingerprint::store(self.database.connection(), self.clock.now()).await?;
        self.fitness.forget();
        tenant::commands::ensure_default(self).await
    }

    /// Makes a database ready to serve: migrates an empty or older one, refuses a newer one or one under other rules.
    pub async fn prepare(&self) -> Result<(), Fault> {
        if self.awaits_migration().await? { self.migrate().await } else { Ok(()) }
    }

    /// Whether the database is empty or older than this binary; a newer one, or one under other rules, is refused.
    /// Nothing is changed.
    pub async fn awaits_migration(&self) -> Result<bool, Fault> {
        match docket_migration::state(self.database.connection()).await? {
            State::Empty | State::Older => Ok(true),
            State::Current | State::Newer { .. } => {
                self.refuse_newer().await?;
                fingerprint::check(self.database.connection()).await?;
                Ok(false)
            }
        }
    }

    /// Refuses a database that a newer binary has migrated.
    pub async fn refuse_newer(&self) -> Result<(), Fault> {
        if let State::Newer { unknown } = docket_migration::state(self.database.connection()).await? {
            let why = "the database was migrated by a newer Docket (it knows";
            let what = "): start that version, or restore a backup made before the upgrade";
            return Err(Fault::Unready(format!("{why} {}{what}", unknown.join(", "))));
        }
        Ok(())
    }

    /// The database.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// How units have ended.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What wakes those who wait for events.
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// A consistent view of the actor's tenant.
    pub async fn snapshot(&self, actor: &Actor) -> Result<Snapshot, Fault> {
        self.may_read()?;
        Ok(Snapshot::new(self.database.snapshot().await?, actor.tenant))
    }

    /// Runs a command as a unit of work. A unit that lost against another begins again, with a pause that grows.
    pub async fn execute<C: Command>(&self, actor: &Actor, command: &C) -> Result<C::Out, Failure> {
        let work = Box::pin(async {
            self.may_write().await?;
            let numbers = self.numbers.draw(&self.database, actor.tenant, command.order_numbers()).await?;
            for tried in 1..=ATTEMPTS {
                trace::attempt(tried);
                let ended = self.attempt(actor, command, numbers.clone()).await;
                if let ControlFlow::Break(answer) = self.judge(ended) {
                    return answer;
                }
                self.pause(tried).await;
            }
            Err(Fault::Contention { attempts: ATTEMPTS }.into())
        });
        trace::unit(command.name(), actor, work).await
    }

    /// Runs a command once for a key: a repeat of the same request is answered from the first one's outcome.
    pub async fn execute_once<C>(&self, actor: &Actor, request: &KeyedRequest, command: &C) -> Result<C::Out, Failure>
    where
        C: Command,
        C::Out: Serialize + DeserializeOwned + Sync,
    {
        let work = Box::pin(async {
            self.may_write().await?;
            let _claim = self.in_flight.claim(actor, &request.key).map_err(Failure::Key)?;
            let numbers = self.numbers.draw(&self.database, actor.tenant, command.order_numbers()).await?;
            for tried in 1..=ATTEMPTS {
                trace::attempt(tried);
                let ended = self.attempt_once(actor, request, command, numbers.clone()).await;
                if let ControlFlow::Break(answer) = self.judge(ended) {
                    return answer;
                }
                self.pause(tried).await;
            }
            Err(Fault::Contention { attempts: ATTEMPTS }.into())
        });
        trace::unit(command.name(), actor, work).await
    }

    /// Whether an attempt is the answer, or there must be another.
    fn judge<T>(&self, ended: Result<T, Stop>) -> ControlFlow<Result<T, Failure>> {
        let (count, answer) = match ended {
            Ok(out) => (&self.counts.committed, Some(Ok(out))),
            Err(Stop::Refused(refusals)) => (&self.counts.refused, Some(Err(Failure::Refused(refusals)))),
            Err(Stop::Restart) => (&self.counts.restarted, None),
            Err(Stop::Fault(Fault::Database(error))) if may_be_retried(&error) => (&self.counts.retried, None),
            Err(Stop::Key(conflict)) => return ControlFlow::Break(Err(Failure::Key(conflict))),
            Err(Stop::Fault(fault)) => return ControlFlow::Break(Err(fault.into())),
        };
        count.fetch_add(1, Ordering::Relaxed);
        answer.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }

    async fn attempt<C: Command>(&self, actor: &Actor, command: &C, numbers: Vec<i64>) -> Result<C::Out, Stop> {
        let WriteTransaction { turn, transaction } = self.database.begin().await?;
        let ended = self.settled(transaction, actor, command, numbers).await;
        self.conclude(turn, ended).await
    }

    async fn attempt_once<C>(
        &self,
        actor: &Actor,
        request: &KeyedRequest,
        command: &C,
        numbers: Vec<i64>,
    ) -> Result<C::Out, Stop>
    where
        C: Command,
        C::Out: Serialize + DeserializeOwned + Sync,
    {
        let WriteTransaction { turn, transaction } = self.database.begin().await?;
        let ended = self.settled_once(transaction, actor, request, command, numbers).await;
        self.conclude(turn, ended.unwrap_or_else(Ended::by)).await
    }

    /// Ends the turn, and says what happened to those who wait for it. After a fault the turn is not ended but
    /// dropped: what shares the transaction is undone, too.
    async fn conclude<T>(&self, turn: Turn, ended: Ended<T>) -> Result<T, Stop> {
        if matches!(ended.answer, Err(Stop::Fault(_))) {
            drop(turn);
        } else {
            turn.end().await?;
            crash_point("after_commit");
        }
        // The log outlives the request.
        self.refusals.record(&self.database.until(None), ended.refused);
        if ended.tells {
            self.signals.committed();
        }
        ended.answer
    }

    /// The unit under a savepoint, its outcome beside it: a refusal undoes the one and keeps the other.
    async fn settled_once<C>(
        &self,
        transaction: DatabaseTransaction,
        actor: &Actor,
        request: &KeyedRequest,
        command: &C,
        numbers: Vec<i64>,
    ) -> Result<Ended<C::Out>, Stop>
    where
        C: Command,
        C::Out: Serialize + DeserializeOwned + Sync,
    {
        let now = self.clock.now();
        if let Some(outcome) = idempotency::claim(&transaction, actor, request, now).await? {
            transaction.rollback().await?;
            return Ok(Ended { answer: outcome.into_answer(), refused: Vec::new(), tells: false });
        }
        let Ended { answer, refused, tells } = self.settled(transaction.begin().await?, actor, command, numbers).await;
        let outcome = match answer {
            Ok(out) => Outcome::Done(out),
            Err(Stop::Refused(refusals)) => Outcome::Refused(refusals),
            Err(stop) => {
                let undone = transaction.rollback().await;
                return Err(stop.after(undone));
            }
        };
        idempotency::store(&transaction, actor, request, &outcome, now).await?;
        transaction.commit().await?;
        Ok(Ended { answer: outcome.into_answer(), refused, tells })
    }

    /// Runs, settles and commits a unit in an open transaction or savepoint; rolls back when it stops early.
    async fn settled<C: Command>(
        &self,
        transaction: DatabaseTransaction,
        actor: &Actor,
        command: &C,
        numbers: Vec<i64>,
    ) -> Ended<C::Out> {
        let mut unit = Unit::new(transaction, actor, command.name(), self.clock.clone(), numbers);
        unit.place.clone_from(&self.place);
        let settled = match command.run(&mut unit).await {
            Ok(out) => unit.settle().await.map(|plan| (out, plan)),
            Err(stop) => Err(stop),
        };
        let refused = settled.as_ref().err().map(|stop| refusal::entries(&unit, stop)).unwrap_or_default();
        let closed = match &settled {
            Ok(_) => {
                crash_point("before_commit");
                unit.transaction.commit().await
            }
            Err(_) => unit.transaction.rollback().await,
        };
        match (settled, closed) {
            (Ok((out, plan)), Ok(())) => Ended { answer: Ok(out), refused, tells: outbox::tells(&plan) },
            (Ok(_), Err(error)) => Ended::by(error.into()),
            (Err(stop), Ok(())) => Ended { answer: Err(stop), refused, tells: false },
            (Err(stop), undone) => Ended::by(stop.after(undone)),
        }
    }

    /// What a command would do now, on a snapshot; nothing is locked or stored, and no order number is drawn.
    pub(crate) async fn preview<C: Command>(&self, actor: &Actor, command: &C) -> Result<Preview<C::Out>, Failure> {
        let snapshot = self.database.snapshot().await?;
        let numbers = vec![0; command.order_numbers()];
        Unit::new(snapshot, actor, command.name(), self.clock.clone(), numbers).preview(command).await
    }

    /// Waits until the log of refusals has stored what was recorded so far.
    pub async fn refusals_stored(&self) {
        self.refusals.stored().await;
    }

    /// Waits: doubling, and jittered, so that two units that met do not meet again.
    pub(crate) async fn pause(&self, tried: u32) {
        let longest = (1_u64 << tried.min(16)).min(LONGEST_PAUSE_MS) * 1_000;
        let random = u64::from_be_bytes(self.clock.id().as_bytes()[8..].try_into().unwrap_or_default());
        tokio::time::sleep(Duration::from_micros(random % longest)).await;
    }

    /// The tenant that an instance without sign-in serves.
    pub const fn default_tenant() -> TenantId {
        tenant::DEFAULT
    }
}
