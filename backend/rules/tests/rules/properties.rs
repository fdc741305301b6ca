//! For any rules and any units: what is stored is what a recomputation from scratch gives; what is refused is
//! refused for what is broken; the order of statements means nothing; and what is relied on is locked.

use std::collections::BTreeSet;

use docket_rules::RuleSet;
use docket_rules::discover::Reach;
use docket_rules::images::{Key, Row};
use docket_rules::plan::Plan;
use docket_rules::violation::Violation;
use proptest::prelude::*;

use crate::oracle::{broken, recompute};
use crate::random::Tape;
use crate::random::unit::{Unit, Units};
use crate::random::world::World;
use crate::store::{Rows, Store};

mod desk;
mod lock;

/// Units of a world that its constraints judge; two come before them.
const UNITS: usize = 6;

/// One unit that ran.
struct Step<'a> {
    set: &'a RuleSet,
    before: &'a Rows,
    unit: &'a Unit,
    reach: &'a Reach,
    plan: &'a Plan,
    after: &'a Rows,
}

/// Builds a world from the tape and shows each unit that runs in it.
fn live(
    choices: &[u16],
    mut see: impl FnMut(&mut Tape<'_>, &Units<'_>, &Step<'_>) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let tape = &mut Tape::new(choices);
    let world = World::new(tape);
    let mut units = Units { schema: world.set.schema(), ids: 0 };
    let mut store = Store::default();
    for turn in 0..UNITS + 2 {
        let set = if turn < 2 { &world.lawless } else { &world.set };
        let unit = if turn == 0 { units.first(tape) } else { units.next(tape, &store.rows) };
        let before = store.rows.clone();
        let (reach, plan) = store.run(set, &unit.draft);
        let step = Step { set, before: &before, unit: &unit, reach: &reach, plan: &plan, after: &store.rows };
        see(tape, &units, &step)?;
    }
    Ok(())
}

/// The constraints that refuse, and the rows they refuse.
fn refusals(plan: &Plan) -> BTreeSet<(String, Key)> {
    let rule = |violation: &Violation| match violation {
        Violation::Rule { rule, key, .. } => (rule.clone(), *key),
        other => panic!("no constraint refuses: {other:?}"),
    };
    plan.violations.iter().map(rule).collect()
}

/// Both images of all that a plan stores.
fn images(plan: &Plan) -> Vec<(Key, Option<&Row>, Option<&Row>)> {
    plan.changes().map(|(key, change)| (key, change.before.as_ref(), change.after.as_ref())).collect()
}

fn tape() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 300..900)
}

/// Nothing is written beside the tests: a failing case is printed, shrunk, and becomes a test of its own.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 4_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1_500))]

    #[test]
    fn what_is_stored_is_what_recomputing_everything_gives(choices in tape()) {
        live(&choices, |_, _, step| {
            if step.plan.violations.is_empty() {
                let expected = recompute(step.set, step.before, &step.unit.rows);
                prop_assert_eq!(step.after, &expected, "{:?}", step.set.rules());
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_unit_is_refused_exactly_for_what_it_breaks_and_then_stores_nothing(choices in tape()) {
        live(&choices, |_, _, step| {
            let after = recompute(step.set, step.before, &step.unit.rows);
            let expected = broken(step.set, step.before, &after);
            prop_assert_eq!(refusals(step.plan), expected, "{:?}", step.set.rules());
            if !step.plan.violations.is_empty() {
                prop_assert_eq!(step.after, step.before);
                prop_assert!(step.plan.events.is_empty());
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_order_of_statements_means_nothing(choices in tape()) {
        live(&choices, |tape, units, step| {
            let draft = units.restaged(tape, step.before, step.unit);
            let store = Store { rows: step.before.clone() };
            let (reach, plan) = store.settle(step.set, &draft);
            prop_assert_eq!(images(&plan), images(step.plan));
            prop_assert_eq!(&plan.violations, &step.plan.violations);
            prop_assert_eq!(&reach.locks, &step.reach.locks);
            Ok(())
        })?;
    }

    #[test]
    fn whatever_a_unit_relies_on_is_locked(choices in tape()) {
        live(&choices, |_, _, step| lock::all_held(step))?;
    }
}
