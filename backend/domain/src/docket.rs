//! The handle: an open database under the rules of this binary.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use docket_migration::State;
use sea_orm::{DbErr, RuntimeErr};
use sqlx::Error as SqlxError;

use crate::actor::Actor;
use crate::clock::{Clock, SystemClock};
use crate::database::{Database, WriteTransaction};
use crate::error::{Failure, Fault, Stop};
use crate::id::TenantId;
use crate::order::queries::NumberBlocks;
use crate::refusal::{self, RefusalLog};
use crate::snapshot::Snapshot;
use crate::tenant;
use crate::unit::{Command, Unit};
use crate::verify::Scope;

mod fingerprint;

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
    counts: Arc<Counts>,
    refusals: Arc<RefusalLog>,
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
        Self::open_with(url, Arc::new(SystemClock)).await
    }

    /// Opens a database under another clock.
    pub async fn open_with(url: &str, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        let database = Database::open(url).await?;
        Ok(Self { database, clock, numbers: Arc::default(), counts: Arc::default(), refusals: Arc::default() })
    }

    /// Brings an empty or older database up to this binary: schema, rules, and the default tenant. A newer one is
    /// refused.
    pub async fn migrate(&self) -> Result<(), Fault> {
        self.refuse_newer().await?;
        docket_migration::migrate(self.database.connection()).await?;
        if !fingerprint::is_stored(self.database.connection()).await? {
            // Under new rules, what they derive is computed before anybody relies on it. A crash here begins again.
            self.repair(Scope::default(), |_| {}).await?;
        }
        fingerprint::store(self.database.connection(), self.clock.now()).await?;
        tenant::commands::ensure_default(self).await
    }

    /// Makes a database ready to serve: migrates an empty or older one, refuses a newer one or one under other rules.
    pub async fn prepare(&self) -> Result<(), Fault> {
        match docket_migration::state(self.database.connection()).await? {
            State::Empty | State::Older => self.migrate().await,
            State::Current | State::Newer { .. } => {
                self.refuse_newer().await?;
                fingerprint::check(self.database.connection()).await
            }
        }
    }

    async fn refuse_newer(&self) -> Result<(), Fault> {
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

    /// A consistent view of the actor's tenant.
    pub async fn snapshot(&self, actor: &Actor) -> Result<Snapshot, Fault> {
        Ok(Snapshot::new(self.database.snapshot().await?, actor.tenant))
    }

    /// Runs a command as a unit of work. A unit that lost against another begins again, with a pause that grows.
    pub async fn execute<C: Command>(&self, actor: &Actor, command: &C) -> Result<C::Out, Failure> {
        let numbers = self.numbers.draw(&self.database, actor.tenant, command.order_numbers()).await?;
        for attempt in 1..=ATTEMPTS {
            match self.attempt(actor, command, numbers.clone()).await {
                Ok(out) => {
                    self.counts.committed.fetch_add(1, Ordering::Relaxed);
                    return Ok(out);
                }
                Err(Stop::Refused(refusals)) => {
                    self.counts.refused.fetch_add(1, Ordering::Relaxed);
                    return Err(Failure::Refused(refusals));
                }
                Err(Stop::Restart) => self.counts.restarted.fetch_add(1, Ordering::Relaxed),
                Err(Stop::Fault(Fault::Database(error))) if may_be_retried(&error) => {
                    self.counts.retried.fetch_add(1, Ordering::Relaxed)
                }
                Err(Stop::Fault(fault)) => return Err(fault.into()),
            };
            tokio::time::sleep(self.pause(attempt)).await;
        }
        Err(Fault::Contention { attempts: ATTEMPTS }.into())
    }

    async fn attempt<C: Command>(&self, actor: &Actor, command: &C, numbers: Vec<i64>) -> Result<C::Out, Stop> {
        let WriteTransaction { transaction, turn } = self.database.begin().await?;
        let mut unit = Unit::new(transaction, actor, command.name(), self.clock.clone(), numbers);
        let settled = match command.run(&mut unit).await {
            Ok(out) => unit.settle().await.map(|_| out),
            Err(stop) => Err(stop),
        };
        let out = match settled {
            Ok(out) => out,
            Err(stop) => {
                let refused = refusal::entries(&unit, &stop);
                drop(unit);
                drop(turn);
                self.refusals.record(&self.database, refused);
                return Err(stop);
            }
        };
        unit.transaction.commit().await?;
        drop(turn);
        Ok(out)
    }

    /// Waits until the log of refusals has stored what was recorded so far.
    pub async fn refusals_stored(&self) {
        self.refusals.stored().await;
    }

    /// Doubling, and jittered, so that two units that met do not meet again.
    pub(crate) fn pause(&self, attempt: u32) -> Duration {
        let longest = (1_u64 << attempt.min(16)).min(LONGEST_PAUSE_MS) * 1_000;
        let random = u64::from_be_bytes(self.clock.id().as_bytes()[8..].try_into().unwrap_or_default());
        Duration::from_micros(random % longest)
    }

    /// The tenant that an instance without sign-in serves.
    pub const fn default_tenant() -> TenantId {
        tenant::DEFAULT
    }
}

/// Whether the database asks for the whole command again: serialization failure, deadlock, busy.
pub(crate) fn may_be_retried(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let SqlxError::Database(error) = error.as_ref() else { return false };
    matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
}
