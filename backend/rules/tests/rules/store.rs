//! Rows in memory, and the caller's part of a unit: discover, read, lock, read again, plan, store.
//!
//! On the way it holds the engine to what every caller relies on: the second reading needs no other row or lock,
//! and nothing is stored that was not locked.

use std::collections::BTreeMap;

use docket_rules::RuleSet;
use docket_rules::discover::{Lock, Reach};
use docket_rules::draft::Draft;
use docket_rules::images::{Images, Key, Row};
use docket_rules::plan::Plan;
use docket_rules::schema::RelationRef;
use uuid::Uuid;

/// All rows, by key.
pub(crate) type Rows = BTreeMap<Key, Row>;

/// More rounds of reading than the deepest rules of these tests need.
const ROUNDS: usize = 40;

/// Every row there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Store {
    pub(crate) rows: Rows,
}

impl Store {
    /// What the unit would store, and what it reached; nothing is stored.
    pub(crate) fn settle(&self, set: &RuleSet, draft: &Draft) -> (Reach, Plan) {
        let mut images = Images::default();
        let mut reach = set.discover(draft, &images);
        for _ in 0..ROUNDS {
            if reach.is_complete() || !reach.violations.is_empty() {
                break;
            }
            self.read(set, &reach, &mut images);
            reach = set.discover(draft, &images);
        }
        assert!(reach.is_complete() || !reach.violations.is_empty(), "discovery does not end: {reach:?}");
        let held = reach.locks.clone();
        self.read_again(set, &held, &mut images);
        reach = set.discover(draft, &images);
        assert!(reach.is_covered_by(&held), "the second reading needs another lock");
        let plan = set.plan(draft, &images, &reach);
        if plan.violations.is_empty() {
            assert_locked(&plan, &held);
        }
        (reach, plan)
    }

    /// Settles the unit and, unless it is refused, stores it.
    pub(crate) fn run(&mut self, set: &RuleSet, draft: &Draft) -> (Reach, Plan) {
        let (reach, plan) = self.settle(set, draft);
        if plan.violations.is_empty() {
            self.keep(&plan);
        }
        (reach, plan)
    }

    /// Settles units together: rows are read once for all, and each is planned on them as those before it leave them.
    /// None for a unit that must begin again.
    pub(crate) fn run_together(&mut self, set: &RuleSet, drafts: &[Draft]) -> Vec<Option<Plan>> {
        let mut images = Images::default();
        let mut reaches = Vec::new();
        for _ in 0..ROUNDS {
            reaches = drafts.iter().map(|draft| Some(set.discover(draft, &images))).collect::<Vec<_>>();
            for reach in reaches.iter_mut().filter(|reach| reach.as_ref().is_some_and(|it| !it.children.is_empty())) {
                *reach = None;
            }
            reaches.iter().flatten().for_each(|reach| self.read(set, reach, &mut images));
        }
        let found = images.clone();
        let mut joint = Plan::default();
        let plan = |(draft, held): (&Draft, &Option<Reach>)| {
            let plan = set.plan_next(draft, held.as_ref()?, &found, &images)?;
            if plan.violations.is_empty() {
                images.take_over(&plan);
                joint.follow_with(&plan);
            }
            Some(plan)
        };
        let plans = drafts.iter().zip(&reaches).map(plan).collect();
        self.keep(&joint);
        plans
    }

    fn keep(&mut self, plan: &Plan) {
        for (key, change) in plan.changes() {
            match &change.after {
                Some(row) => self.rows.insert(key, row.clone()),
                None => self.rows.remove(&key),
            };
        }
    }

    fn read(&self, set: &RuleSet, reach: &Reach, images: &mut Images) {
        for key in &reach.rows {
            images.know(*key, self.rows.get(key).cloned());
        }
        for (relation, parent) in &reach.children {
            images.know_children(*relation, *parent, self.children(set, *relation, *parent));
        }
    }

    fn read_again(&self, set: &RuleSet, held: &BTreeMap<Key, Lock>, images: &mut Images) {
        for key in held.keys() {
            images.know(*key, self.rows.get(key).cloned());
        }
        let families: Vec<_> = images.families().map(|(over, parent, _)| (over, parent)).collect();
        for (over, parent) in families {
            images.know_children(over, parent, self.children(set, over, parent));
        }
    }

    fn children(&self, set: &RuleSet, relation: RelationRef, parent: Uuid) -> Vec<Uuid> {
        let foreign_key = usize::from(set.schema().foreign_key(relation).column);
        let points = |key: &Key, row: &Row| key.table == relation.table && row[foreign_key].uuid() == Some(parent);
        self.rows.iter().filter(|(key, row)| points(key, row)).map(|(key, _)| key.id).collect()
    }
}

fn assert_locked(plan: &Plan, held: &BTreeMap<Key, Lock>) {
    for (key, change) in plan.changes() {
        let needed = match (&change.before, &change.after) {
            (None, _) => continue,
            (Some(_), Some(_)) => Lock::Change,
            (Some(_), None) => Lock::Delete,
        };
        assert!(held.get(&key).is_some_and(|lock| *lock >= needed), "{key:?} is stored, but not locked");
    }
}
