//! The handle: an open database under the rules of this binary.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use docket_migration::State;

use crate::actor::Actor;
use crate::clock::{Clock, SystemClock};
use crate::database::Database;
use crate::error::{Failure, Fault};
use crate::id::TenantId;
use crate::idempotency::InFlight;
use crate::order::queries::NumberBlocks;
use crate::outbox::Signals;
use crate::refusal::RefusalLog;
use crate::snapshot::Snapshot;
use crate::tenant;
use crate::trace::Traceparent;
use crate::unit::preview::Preview;
use crate::unit::{Command, Unit};
use crate::verify::{Repaired, Scope};

mod convoy;
mod execute;
mod fingerprint;
mod fitness;
mod holdings;
mod job;

use convoy::Convoys;
use fitness::Fitness;
pub use fitness::Unfit;
pub use holdings::Holdings;

/// An open Docket. Clones share everything.
#[derive(Clone)]
pub struct Docket {
    database: Database,
    clock: Arc<dyn Clock>,
    numbers: Arc<NumberBlocks>,
    in_flight: InFlight,
    convoys: Arc<Convoys>,
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
            convoys: Arc::default(),
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

    /// What a command would do now, on a snapshot; nothing is locked or stored, and no order number is drawn.
    pub(crate) async fn preview<C: Command>(&self, actor: &Actor, command: &C) -> Result<Preview<C::Out>, Failure> {
        let snapshot = self.database.snapshot().await?;
        let numbers = vec![0; command.order_numbers()];
        Unit::new(Arc::new(snapshot), actor, command.name(), self.clock.clone(), numbers).preview(command).await
    }

    /// Waits until the log of refusals has stored what was recorded so far.
    pub async fn refusals_stored(&self) {
        self.refusals.stored().await;
    }

    /// The tenant that an instance without sign-in serves.
    pub const fn default_tenant() -> TenantId {
        tenant::DEFAULT
    }
}
