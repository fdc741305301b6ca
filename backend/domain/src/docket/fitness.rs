//! Whether an instance may serve, looked at again and again while it runs.
//!
//! What was so when it started need not stay so: another binary may migrate the database, or put it under other rules,
//! and the database may go. An instance that did not notice would write what its own rules give into a database that
//! promises something else.
//!
//! A look is a few small queries on a connection of its own, so that it does not wait behind requests: a busy instance is
//! not a database that is gone. A server looks every [`PERIOD`]; a unit of work begins within [`WINDOW`] of a look that
//! found all well, and who has not looked for so long (a command at a terminal, a process that stood still) looks first.

use std::fmt::{Display, Formatter};
use std::time::{Duration, Instant};

use docket_migration::State;
use tokio::sync::{Mutex, watch};
use tokio::time::{sleep, timeout};

use super::{Docket, fingerprint};
use crate::error::Fault;

/// How long a look is good for who asks whether the instance is ready, and how often a server looks.
const PERIOD: Duration = Duration::from_secs(2);
/// How soon it looks again when something was wrong.
const AGAIN: Duration = Duration::from_millis(500);
/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long what a look has found may be relied on. Longer than a period and a look together.
const WINDOW: Duration = Duration::from_secs(5);

/// Why an instance does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The database does not answer.
    Unreachable,
    /// A newer Docket has migrated it.
    Newer,
    /// It lacks what this Docket's migrations have made: an older one was put in its place.
    Older,
    /// It was put under other rules.
    OtherRules,
}

/// For people and probes; tells nothing of where the database is.
impl Display for Unfit {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Unreachable => "the database does not answer",
            Self::Newer => "the database was migrated by a newer Docket",
            Self::Older => "the database is not the one that was migrated: it lacks migrations",
            Self::OtherRules => "the database was put under other rules than this instance's",
        })
    }
}

/// What the last look has found.
#[derive(Clone, Copy, Debug)]
struct Known {
    looked: Instant,
    /// When all was well.
    well: Option<Instant>,
    found: Result<(), Unfit>,
}

impl Known {
    /// Whether work may begin: a database that does not answer may still be on its way back.
    fn allows(self) -> Result<(), Unfit> {
        match self.found {
            Err(Unfit::Unreachable) if self.well.is_some_and(|well| well.elapsed() < WINDOW) => Ok(()),
            found => found,
        }
    }

    /// Whether the database has not answered for so long that it is not waited for any more.
    fn is_lost(self) -> bool {
        self.allows() == Err(Unfit::Unreachable)
    }
}

/// What is known of the database; nothing before the first look.
#[derive(Debug)]
pub(super) struct Fitness {
    known: watch::Sender<Option<Known>>,
    /// One looks, the others wait for what it finds.
    looking: Mutex<()>,
}

impl Default for Fitness {
    fn default() -> Self {
        Self { known: watch::Sender::new(None), looking: Mutex::new(()) }
    }
}

impl Fitness {
    /// What was found so recently.
    fn known_for(&self, longest: Duration) -> Option<Known> {
        self.known.borrow().filter(|known| known.looked.elapsed() < longest)
    }

    /// What was found is not so any more.
    pub(super) fn forget(&self) {
        self.known.send_replace(None);
    }
}

impl Docket {
    /// Whether this instance may serve, as of now or a moment ago.
    pub async fn fitness(&self) -> Result<(), Unfit> {
        self.looked(PERIOD).await.found
    }

    /// Looks again and again, for as long as it is polled.
    pub async fn keep_looking(&self) {
        loop {
            let pause = if self.looked(AGAIN).await.found.is_ok() { PERIOD } else { AGAIN };
            sleep(pause).await;
        }
    }

    /// Waits until the database has not answered for so long that what waits for it may give up. Of use only while somebody
    /// keeps looking.
    pub async fn lost(&self) {
        let mut known = self.fitness.known.subscribe();
        // The sender lives as long as `self`.
        let _ = known.wait_for(|known| known.is_some_and(Known::is_lost)).await;
    }

    /// Does something that nobody waits for, and that must not go on in a database that is not this instance's any more,
    /// or wait for one that does not answer: a connection that the network has swallowed would hold it for a quarter of an hour.
    pub async fn attended<T, E: From<Fault>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.fitness().await.map_err(Fault::Unfit)?;
        tokio::select! {
            done = work => done,
            () = self.lost() => Err(Fault::Unfit(Unfit::Unreachable).into()),
        }
    }

    /// Refuses to write into a database that is gone, or is not this instance's any more.
    pub(super) async fn may_write(&self) -> Result<(), Fault> {
        self.looked(WINDOW).await.allows().map_err(Fault::Unfit)
    }

    /// Refuses to read from a database that is known to be gone, rather than wait for a connection.
    pub(super) fn may_read(&self) -> Result<(), Fault> {
        match self.fitness.known_for(WINDOW) {
            Some(known) if known.is_lost() => Err(Fault::Unfit(Unfit::Unreachable)),
            _ => Ok(()),
        }
    }

    /// What was found so recently; looks if nothing was.
    async fn looked(&self, longest: Duration) -> Known {
        if let Some(known) = self.fitness.known_for(longest) {
            return known;
        }
        let _alone = self.fitness.looking.lock().await;
        if let Some(known) = self.fitness.known_for(longest) {
            return known;
        }
        let before = *self.fitness.known.borrow();
        let found = self.look(before).await;
        let looked = Instant::now();
        let well = if found.is_ok() { Some(looked) } else { before.and_then(|before| before.well) };
        let known = Known { looked, well, found };
        if found == Err(Unfit::Unreachable) {
            self.database.doubt();
        }
        self.fitness.known.send_replace(Some(known));
        known
    }

    /// Looks, and tells the log what has changed.
    async fn look(&self, before: Option<Known>) -> Result<(), Unfit> {
        let (found, why) = match timeout(PATIENCE, self.compare()).await {
            Ok(Ok(found)) => (found, None),
            Ok(Err(fault)) => (Err(Unfit::Unreachable), Some(fault.to_string())),
            Err(_) => (Err(Unfit::Unreachable), Some(format!("no answer within {} seconds", PATIENCE.as_secs()))),
        };
        match (before.map_or(Ok(()), |before| before.found), found) {
            (Err(_), Ok(())) => tracing::info!("the database is as it should be: ready again"),
            (before, Err(unfit)) if before != found => {
                tracing::warn!(why, "not ready, and nothing is written meanwhile: {unfit}");
            }
            _ => {}
        }
        found
    }

    /// Compares the database with this binary, on another connection if the first has died unnoticed.
    async fn compare(&self) -> Result<Result<(), Unfit>, Fault> {
        match self.compare_once().await {
            Err(fault) if fault.is_outage() => self.compare_once().await,
            compared => compared,
        }
    }

    async fn compare_once(&self) -> Result<Result<(), Unfit>, Fault> {
        let lookout = self.database.lookout();
        Ok(match docket_migration::state(lookout).await? {
            State::Newer { .. } => Err(Unfit::Newer),
            State::Empty | State::Older => Err(Unfit::Older),
            State::Current if fingerprint::is_stored(lookout).await? => Ok(()),
            State::Current => Err(Unfit::OtherRules),
        })
    }
}
