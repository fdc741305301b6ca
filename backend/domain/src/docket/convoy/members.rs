//! What the members of a convoy go through in its transaction: keys are claimed, commands run, units settled, outcomes kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use docket_rules::plan::Plan;
use sea_orm::{DatabaseTransaction, TransactionTrait};

use super::super::job::Job;
use crate::error::{Fault, Refusal, Stop};
use crate::idempotency::{self, Claimed};
use crate::outbox;
use crate::refusal::{self, entity::Model as Entry};
use crate::unit::Unit;
use crate::unit::read::Known;
use crate::unit::settle::{self, Settled};

/// How a convoy ended.
pub(super) struct Ended {
    /// For each member.
    pub(super) each: Vec<Result<(), Stop>>,
    /// What the log of refusals is to say about it.
    pub(super) refused: Vec<Entry>,
    /// Whether it stores anything.
    pub(super) stores: bool,
    /// Whether it wrote events.
    pub(super) tells: bool,
}

/// The members, and how each has ended as far as it has.
struct Members<'a> {
    db: &'a Arc<DatabaseTransaction>,
    jobs: &'a mut [Box<dyn Job>],
    known: Known,
    each: Vec<Option<Result<(), Stop>>>,
    refused: Vec<Entry>,
}

/// Carries units out in an open transaction. What stops them all is an error; then nothing may be stored.
pub(super) async fn carry_out(
    db: &Arc<DatabaseTransaction>,
    jobs: &mut [Box<dyn Job>],
    now: DateTime<Utc>,
) -> Result<Ended, Stop> {
    let Some(tenant) = jobs.first().map(|job| job.tenant()) else {
        return Err(Fault::Internal("a convoy without members").into());
    };
    // Whom nobody waits for any more stays behind: who sent it may have sent it again.
    let each = jobs.iter().map(|job| (!job.is_wanted()).then_some(Err(Stop::Restart))).collect();
    let mut members = Members { db, jobs, known: Known::new(db.clone(), tenant), each, refused: Vec::new() };
    let claimed = members.claim(now).await?;
    let units = members.run().await?;
    let settled = members.settle(units).await?;
    let kept = members.keep(&claimed, now).await?;
    let Members { each, refused, .. } = members;
    let each = each.into_iter().map(|ended| ended.unwrap_or(Err(Stop::Restart))).collect();
    Ok(Ended { each, refused, stores: kept || !settled.is_empty(), tells: settled.iter().any(outbox::tells) })
}

impl Members<'_> {
    /// Claims the keys of those that have one, and answers repeats. Says which members are to keep their outcome.
    async fn claim(&mut self, now: DateTime<Utc>) -> Result<Vec<usize>, Stop> {
        let (keyed, requests): (Vec<usize>, Vec<_>) =
            self.waiting().filter_map(|(at, job)| Some((at, job.request()?))).unzip();
        let claims = idempotency::claim(self.db, &requests, now).await?;
        let mut claimed = Vec::with_capacity(keyed.len());
        for (at, claim) in keyed.into_iter().zip(claims) {
            match claim {
                Claimed::Fresh => claimed.push(at),
                Claimed::Stored(outcome) => self.each[at] = Some(self.jobs[at].replay(outcome)),
                Claimed::Refused(conflict) => self.each[at] = Some(Err(Stop::Key(conflict))),
            }
        }
        Ok(claimed)
    }

    /// Runs the commands of those that are still to be carried out, and gives their units.
    async fn run(&mut self) -> Result<Vec<(usize, Unit)>, Stop> {
        let is_alone = self.jobs.len() == 1;
        let mut units = Vec::with_capacity(self.jobs.len());
        for at in 0..self.jobs.len() {
            let job = &mut self.jobs[at];
            if self.each[at].is_some() {
                continue;
            }
            let mut unit = job.unit(self.db.clone());
            let mut ran = job.run(&mut unit.knowing(&mut self.known)).await;
            if !is_alone && self.known.images.families().next().is_some() {
                // The others may change whose children are whose.
                self.known.images.forget_families();
                ran = Err(Stop::Restart);
            }
            match ran {
                Ok(()) => units.push((at, unit)),
                Err(stop @ Stop::Fault(Fault::Database(_))) => return Err(stop),
                Err(stop) => self.stop(at, &mut unit, stop),
            }
        }
        Ok(units)
    }

    /// Settles the units together, and gives the plans that are stored.
    async fn settle(&mut self, mut units: Vec<(usize, Unit)>) -> Result<Vec<Plan>, Stop> {
        let Settled { plans, joint } = {
            let mut units: Vec<&mut Unit> = units.iter_mut().map(|(_, unit)| unit).collect();
            settle::plan_together(&mut self.known, &mut units).await?
        };
        let mut settled = Vec::with_capacity(units.len());
        for ((at, mut unit), plan) in units.into_iter().zip(plans) {
            match plan {
                Ok(plan) => settled.push((at, unit, plan)),
                Err(stop) => self.stop(at, &mut unit, stop),
            }
        }
        let pairs: Vec<(&Unit, &Plan)> = settled.iter().map(|(_, unit, plan)| (unit, plan)).collect();
        if let [job] = &*self.jobs
            && job.request().is_some()
            && !pairs.is_empty()
        {
            // Its outcome is kept even if the database refuses what it writes.
            let savepoint = self.db.begin().await?;
            match settle::store(&savepoint, &joint, &pairs).await {
                Ok(()) => savepoint.commit().await?,
                Err(stop) => {
                    let undone = savepoint.rollback().await;
                    return match stop.after(undone) {
                        stop @ Stop::Refused(_) => {
                            self.each[0] = Some(Err(stop));
                            Ok(Vec::new())
                        }
                        stop => Err(stop),
                    };
                }
            }
        } else {
            settle::store(self.db, &joint, &pairs).await?;
        }
        for (at, ..) in &settled {
            self.each[*at] = Some(Ok(()));
        }
        Ok(settled.into_iter().map(|(_, _, plan)| plan).collect())
    }

    /// Keeps the outcomes of those that have claimed a key; says whether there are any.
    async fn keep(&self, claimed: &[usize], now: DateTime<Utc>) -> Result<bool, Stop> {
        let mut outcomes = Vec::with_capacity(claimed.len());
        for at in claimed {
            let refused: &[Refusal] = match &self.each[*at] {
                Some(Ok(())) => &[],
                Some(Err(Stop::Refused(refusals))) => refusals,
                _ => continue,
            };
            let job = &self.jobs[*at];
            outcomes.extend(job.request().zip(Some(job.outcome(refused)?)));
        }
        let any = !outcomes.is_empty();
        idempotency::store(self.db, outcomes, now).await?;
        Ok(any)
    }

    /// Those that are still to be carried out.
    fn waiting(&self) -> impl Iterator<Item = (usize, &dyn Job)> {
        self.jobs.iter().enumerate().filter(|(at, _)| self.each[*at].is_none()).map(|(at, job)| (at, job.as_ref()))
    }

    fn stop(&mut self, at: usize, unit: &mut Unit, stop: Stop) {
        self.refused.extend(refusal::entries(&unit.knowing(&mut self.known), &stop));
        self.each[at] = Some(Err(stop));
    }
}
