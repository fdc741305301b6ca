//! The locks that any unit must hold, from the rules alone.

use docket_rules::discover::Lock;
use docket_rules::images::{Key, Row};
use docket_rules::node::Read;
use docket_rules::rule::Body;
use docket_rules::schema::RelationRef;
use proptest::prelude::*;

use super::Step;
use crate::oracle::is_authored;

/// Children that come, go or move lock the parents that add them, and hold those that they read live.
pub(super) fn all_held(step: &Step<'_>) -> Result<(), TestCaseError> {
    let keys = step.before.keys().chain(step.unit.rows.keys());
    for key in keys {
        let (was, is) = (step.before.get(key), step.unit.rows.get(key));
        if !is_authored(step.set.schema(), key, was, is) {
            continue;
        }
        if let (Some(_), after) = (was, is) {
            held(step, *key, if after.is_some() { Lock::Change } else { Lock::Delete })?;
        }
        for (relation, lock) in relied_on(step, *key) {
            let foreign_key = usize::from(step.set.schema().foreign_key(relation).column);
            let id = |row: Option<&Row>| row.and_then(|row| row[foreign_key].uuid());
            if id(was) == id(is) {
                continue;
            }
            let parent = step.set.schema().relation(relation).parent;
            for id in [id(was), id(is)].into_iter().flatten() {
                held(step, Key { table: parent, id }, lock)?;
            }
        }
    }
    Ok(())
}

/// How the parents of a row must be locked, by relation.
fn relied_on(step: &Step<'_>, key: Key) -> Vec<(RelationRef, Lock)> {
    let mut relied_on = Vec::new();
    for rule in step.set.rules() {
        match &rule.body {
            Body::Sum { relation, .. } | Body::Count { relation, .. } if relation.table == key.table => {
                relied_on.push((*relation, Lock::Change));
            }
            Body::Formula { .. } | Body::Constraint { .. } if rule.table() == key.table => {
                let over = |read| if let Read::Via(over, _) = read { Some((over, Lock::Share)) } else { None };
                relied_on.extend(rule.reads().into_iter().filter_map(over));
            }
            _ => {}
        }
    }
    relied_on
}

/// Rows that the unit makes cannot be locked.
fn held(step: &Step<'_>, key: Key, lock: Lock) -> Result<(), TestCaseError> {
    if step.before.contains_key(&key) {
        let held = step.reach.locks.get(&key);
        prop_assert!(held.is_some_and(|held| *held >= lock), "{:?} needs {:?}, has {:?}", key, lock, held);
    }
    Ok(())
}
