//! Units that are settled together: each is planned on the rows as those before it leave them.
//!
//! Rows are read and locked once, for all units; what was discovered of a unit holds as long as no other changes what it
//! relies on. Roll-ups do not count: a customer's balance may move under many units.

use crate::discover::Reach;
use crate::draft::Draft;
use crate::images::{Images, Key};
use crate::load::RuleSet;
use crate::plan::Plan;
use crate::schema::Role;

impl RuleSet {
    /// Plans a unit whose reach was discovered on the rows as they were `found`, on the rows as they are now. None if it
    /// must begin again: a row that it locks has another version or parent meanwhile, or it reaches further.
    pub fn plan_next(&self, draft: &Draft, held: &Reach, found: &Images, now: &Images) -> Option<Plan> {
        if !held.locks.keys().all(|key| self.is_as_found(*key, found, now)) {
            return None;
        }
        let reach = self.discover(draft, now);
        let holds = reach.is_complete() && reach.is_covered_by(&held.locks);
        holds.then(|| self.plan(draft, now, &reach))
    }

    /// Whether a row is still the one that was found: missing both times, or of one version and with the same parents.
    fn is_as_found(&self, key: Key, found: &Images, now: &Images) -> bool {
        match (found.row(key), now.row(key)) {
            (None, None) => true,
            (Some(found), Some(now)) => {
                let version = self.schema().table(key.table).role(Role::Version);
                let parents = self.schema().relations(key.table).map(|(_, relation)| relation.column);
                version.into_iter().chain(parents).all(|at| found[usize::from(at)] == now[usize::from(at)])
            }
            _ => false,
        }
    }
}
