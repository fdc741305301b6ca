//! Convoys: units that come at the same time go together, in one transaction.
//!
//! Most of what a small unit costs is its statements and its commit, and a convoy pays them once for all its members. Nobody
//! waits for others to come: a unit leaves at once if no convoy is on its way, and otherwise with the next. Members are
//! planned one after the other, so that what is stored and refused is what they would have come to one by one. When the
//! database refuses what they wrote together, none of it is stored, and each begins again alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseTransaction, DbErr};
use tokio::time::timeout;

use super::Docket;
use super::job::Job;
use crate::database::WriteTransaction;
use crate::database::failure::is_outage;
use crate::database::statements::counted;
use crate::error::{Fault, Stop};
use crate::faults::crash_point;

mod members;

use members::Ended;

/// The most units of a convoy.
const MOST: usize = 64;
/// How long the next convoy waits for the one before. On PostgreSQL that may wait for a row that another instance has locked,
/// and should not hold up everybody else (after twice as long its members begin again alone). Otherwise one at a time is best: where several transactions refer to the same
/// rows at once, PostgreSQL keeps lists of them.
const HELD_UP: Duration = Duration::from_millis(100);

/// Units that wait for the next convoy, and whether there is somebody who sends convoys.
#[derive(Default)]
pub(super) struct Convoys(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Box<dyn Job>>,
    is_driven: bool,
}

impl Convoys {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of one tenant that have waited longest. Nobody drives on when nobody waits.
    fn next(&self) -> Option<Vec<Box<dyn Job>>> {
        let mut state = self.state();
        let Some(tenant) = state.waiting.front().map(|job| job.tenant()) else {
            state.is_driven = false;
            return None;
        };
        let (mut next, mut others) = (Vec::new(), VecDeque::new());
        for job in std::mem::take(&mut state.waiting) {
            if job.tenant() == tenant && next.len() < MOST { next.push(job) } else { others.push_back(job) }
        }
        state.waiting = others;
        Some(next)
    }
}

/// Why a convoy stores nothing.
enum Lost {
    /// It stopped on its way.
    Stopped(Stop),
    /// Its commit failed.
    AtCommit(DbErr),
}

impl<E: Into<Stop>> From<E> for Lost {
    fn from(stop: E) -> Self {
        Self::Stopped(stop.into())
    }
}

impl Lost {
    /// What it means for each of so many members. What stopped several is looked for in each alone, unless the database is
    /// gone; after a commit nobody knows what is stored, and nothing is done a second time.
    fn for_each(self, members: usize) -> Vec<Result<(), Stop>> {
        match self {
            Self::Stopped(stop) if members == 1 => vec![Err(stop)],
            Self::Stopped(Stop::Fault(Fault::Database(error))) if is_outage(&error) => all(members, &error),
            Self::Stopped(_) => (0..members).map(|_| Err(Stop::Restart)).collect(),
            Self::AtCommit(error) => all(members, &error),
        }
    }
}

fn all(members: usize, error: &DbErr) -> Vec<Result<(), Stop>> {
    (0..members).map(|_| Err(error.clone().into())).collect()
}

impl Docket {
    /// Leaves with the next convoy.
    pub(super) fn join(&self, job: Box<dyn Job>) {
        let mut state = self.convoys.state();
        state.waiting.push_back(job);
        if !std::mem::replace(&mut state.is_driven, true) {
            tokio::spawn(self.clone().drive());
        }
    }

    /// Sends convoys as long as somebody waits. One that breaks down answers nobody, and takes no other with it.
    async fn drive(self) {
        while let Some(jobs) = self.convoys.next() {
            let convoy = tokio::spawn(self.clone().carry_out(jobs));
            if let Ok(Err(error)) = timeout(HELD_UP, convoy).await {
                tracing::error!(%error, "a convoy broke down");
            }
        }
    }

    /// Carries units out together and answers each.
    pub(super) async fn carry_out(self, mut jobs: Vec<Box<dyn Job>>) {
        let (ended, statements) = counted(self.together(&mut jobs)).await;
        let each = ended.unwrap_or_else(|lost| lost.for_each(jobs.len()));
        for (job, ended) in jobs.into_iter().zip(each) {
            job.answer(ended, statements);
        }
    }

    async fn together(&self, jobs: &mut [Box<dyn Job>]) -> Result<Vec<Result<(), Stop>>, Lost> {
        // The last of them: whoever does not wait so long has gone by then.
        let until = jobs.iter().map(|job| job.until()).reduce(|one, other| Some(one?.max(other?))).flatten();
        let database = self.database.until(until);
        let begun = if jobs.len() > 1 { database.begin_impatiently().await } else { database.begin().await };
        let WriteTransaction { turn, transaction } = begun?;
        let ended = self.settled(transaction, jobs).await;
        if matches!(ended, Err(Lost::Stopped(Stop::Fault(_)) | Lost::AtCommit(_))) {
            // What shares the turn is undone, too.
            drop(turn);
        } else {
            turn.end().await.map_err(Lost::AtCommit)?;
            crash_point("after_commit");
        }
        let ended = ended?;
        // The log outlives the request.
        self.refusals.record(&self.database.until(None), ended.refused);
        if ended.tells {
            self.signals.committed();
        }
        Ok(ended.each)
    }

    async fn settled(&self, transaction: DatabaseTransaction, jobs: &mut [Box<dyn Job>]) -> Result<Ended, Lost> {
        let transaction = Arc::new(transaction);
        let ended = members::carry_out(&transaction, jobs, self.clock.now()).await;
        let transaction = Arc::into_inner(transaction).ok_or(Fault::Internal("a unit outlives its convoy"))?;
        match ended {
            Ok(ended) if ended.stores => {
                crash_point("before_commit");
                transaction.commit().await.map_err(Lost::AtCommit)?;
                Ok(ended)
            }
            Ok(ended) => {
                transaction.rollback().await?;
                Ok(ended)
            }
            Err(stop) => Err(stop.after(transaction.rollback().await).into()),
        }
    }
}
