//! Looking ahead: what a command would do, planned on a snapshot, without locks; nothing is stored.

use std::collections::BTreeSet;

use docket_rules::declare::TableType;
use docket_rules::images::{Images, Key};
use docket_rules::plan::Plan;
use uuid::Uuid;

use crate::error::{Failure, Fault, Refusal, Stop};
use crate::id::RowId;
use crate::rules::rule_set;
use crate::unit::settle::discover;
use crate::unit::{Command, Found, Unit};

/// What a command would do.
pub(crate) struct Preview<T> {
    /// What it would answer with; none when it would be refused before the rules are asked.
    pub(crate) out: Option<T>,
    /// What the rules would make of it, as far as they got.
    plan: Plan,
    /// The rows that it read.
    images: Images,
    /// Why it would be refused.
    pub(crate) refusals: Vec<Refusal>,
}

impl<T> Preview<T> {
    /// The row as it would be left.
    pub(crate) fn after<I: RowId>(&self, id: I) -> Option<Found<I::Table>>
    where
        I::Table: TableType,
    {
        let planned = self.plan.change(id.key()).map(|change| change.after.clone());
        planned.unwrap_or_else(|| self.images.row(id.key()).cloned()).map(Found::from)
    }

    /// The rows of a kind that it read or would write, oldest first.
    pub(crate) fn ids<I: RowId + From<Uuid>>(&self) -> Vec<I> {
        let read = self.images.keys();
        let keys: BTreeSet<Key> = self.plan.changes().map(|(key, _)| key).chain(read).collect();
        keys.into_iter().filter(|key| key.table == I::Table::ID).map(|key| key.id.into()).collect()
    }

    /// The row as it is.
    pub(crate) fn before<I: RowId>(&self, id: I) -> Option<Found<I::Table>> {
        self.images.row(id.key()).cloned().map(Found::from)
    }
}

impl Unit {
    /// Runs the command and plans what it stages.
    pub(crate) async fn preview<C: Command>(mut self, command: &C) -> Result<Preview<C::Out>, Failure> {
        let ran = match command.run(&mut self).await {
            Ok(out) => discover(&mut self.known, &[&self.draft]).await.map(|reaches| (out, reaches)),
            Err(stop) => Err(stop),
        };
        match ran {
            Ok((out, reaches)) => {
                let images = &self.known.images;
                let plan = reaches
                    .first()
                    .and_then(Option::as_ref)
                    .map(|reach| rule_set().plan(&self.draft, images, reach))
                    .unwrap_or_default();
                let refusals = self.refusals(&plan);
                Ok(Preview { out: Some(out), plan, images: self.known.images, refusals })
            }
            Err(Stop::Refused(refusals)) => {
                Ok(Preview { out: None, plan: Plan::default(), images: self.known.images, refusals })
            }
            Err(Stop::Restart | Stop::Key(_)) => {
                Err(Fault::Internal("a preview has no key, and nothing to begin again for").into())
            }
            Err(Stop::Fault(fault)) => Err(fault.into()),
        }
    }
}
