//! The order desk under random operations: the reference rules against the recomputation from scratch.

use std::collections::BTreeSet;

use docket_rules::RuleSet;
use docket_rules::draft::Op;
use docket_rules::images::Key;
use docket_rules::rule::Body;
use docket_rules::schema::TableId;
use docket_rules::violation::Violation;
use proptest::prelude::*;

use super::{config, tape};
use crate::desk::unit::{Desk, Unit, money};
use crate::desk::{CUSTOMER, ITEM, Money, ORDER, PRODUCT, Quantity, Status};
use crate::oracle::{broken, recompute};
use crate::random::Tape;
use crate::store::Rows;

const CUSTOMERS: u16 = 1;
const PRODUCTS: u16 = 2;
const ORDERS: u16 = 3;
const ITEMS: u16 = 4;

/// Any row of a table, as the last unit left it.
fn any_of(tape: &mut Tape<'_>, unit: &Unit<'_>, table: u16) -> Option<Key> {
    let keys = unit.desk.store.rows.keys().filter(|key| key.table == TableId(table));
    tape.pick(&keys.copied().collect::<Vec<_>>()).copied()
}

fn place(tape: &mut Tape<'_>, unit: &mut Unit<'_>) {
    let Some(customer) = any_of(tape, unit, CUSTOMERS) else { return };
    let order = unit.order(customer);
    for _ in 0..tape.between(1, 3) {
        add(tape, unit, order);
    }
}

fn add(tape: &mut Tape<'_>, unit: &mut Unit<'_>, order: Key) {
    if let Some(product) = any_of(tape, unit, PRODUCTS) {
        unit.item(order, product, quantity(tape));
    }
}

fn quantity(tape: &mut Tape<'_>) -> Quantity {
    Quantity(tape.between(1, 4_000))
}

/// One thing that people do at the desk.
fn operate(tape: &mut Tape<'_>, unit: &mut Unit<'_>) {
    let (customer, product) = (any_of(tape, unit, CUSTOMERS), any_of(tape, unit, PRODUCTS));
    let (order, item) = (any_of(tape, unit, ORDERS), any_of(tape, unit, ITEMS));
    let (Some(customer), Some(product)) = (customer, product) else { return };
    let (Some(order), Some(item)) = (order, item) else { return place(tape, unit) };
    match tape.below(14) {
        0 | 1 => place(tape, unit),
        2 => add(tape, unit, order),
        3 | 4 => {
            unit.set(item, ITEM.quantity, quantity(tape));
        }
        5 => {
            unit.set(item, ITEM.order_id, order.id);
        }
        6 => {
            unit.set(item, ITEM.product_id, product.id);
        }
        7 => {
            unit.set(order, ORDER.customer_id, customer.id);
        }
        8 => {
            unit.ship(order);
        }
        9 => {
            unit.unship(order);
        }
        10 => {
            let status = *tape.pick(&[Status::Open, Status::Paid, Status::Cancelled]).expect("statuses");
            unit.set(order, ORDER.status, status);
        }
        11 => {
            unit.set(product, PRODUCT.unit_price, Money(tape.between(-500, 60_000)));
        }
        12 => {
            unit.set(customer, CUSTOMER.credit_limit, Money(tape.between(0, 600_000)));
        }
        _ => {
            unit.delete(item);
        }
    }
}

/// The rows as the unit's statements alone leave them.
fn authored(unit: &Unit<'_>) -> Rows {
    let mut rows = unit.desk.store.rows.clone();
    for (key, op) in unit.draft.ops() {
        match op {
            Op::Insert(row) => {
                rows.insert(key, row.clone());
            }
            Op::Patch(values) => {
                let mut row = rows[&key].to_vec();
                for (column, value) in values {
                    row[usize::from(*column)] = value.clone();
                }
                rows.insert(key, row.into());
            }
            Op::Delete => {
                rows.remove(&key);
            }
        }
    }
    rows
}

/// The same rows with events as `like` numbers them: numbering is no derivation.
fn renumbered(rows: &Rows, like: &Rows) -> Rows {
    let at = usize::from(ORDER.events.at.column);
    let mut rows = rows.clone();
    for (key, row) in rows.iter_mut().filter(|(key, _)| key.table == TableId(ORDERS)) {
        let mut plain = row.to_vec();
        plain[at] = like[key][at].clone();
        *row = plain.into();
    }
    rows
}

/// The constraints that refuse, and the rows they refuse; none if a contradiction stopped the unit before them.
fn named(set: &RuleSet, violations: &[Violation]) -> Option<BTreeSet<(String, Key)>> {
    let is_constraint =
        |name: &str| set.rules().iter().any(|rule| rule.name == name && matches!(rule.body, Body::Constraint { .. }));
    let mut named = BTreeSet::new();
    for violation in violations {
        let Violation::Rule { rule, key, .. } = violation else { return None };
        if is_constraint(rule) {
            named.insert((rule.clone(), *key));
        }
    }
    Some(named)
}

/// A desk with customers and products, and the same rules again.
fn opened() -> (Desk, RuleSet) {
    let mut desk = Desk::new();
    for limit in [10, 60] {
        desk.customer(money(limit));
    }
    for price in [3_333, 12_345, 90_000] {
        desk.product(Money(price));
    }
    (desk, crate::desk::rules())
}

/// Units that come at the same time, settled together and one by one.
fn run_together(choices: &[u16]) -> Result<(), TestCaseError> {
    let tape = &mut Tape::new(choices);
    let (mut desk, set) = opened();
    for _ in 0..10 {
        let mut drafts = Vec::new();
        for _ in 0..tape.between(2, 6) {
            let mut unit = desk.unit();
            for _ in 0..tape.between(1, 2) {
                operate(tape, &mut unit);
            }
            drafts.push(unit.draft);
        }
        let mut one_by_one = desk.store.clone();
        let plans = desk.store.run_together(&set, &drafts);
        for (draft, plan) in drafts.iter().zip(plans) {
            let Some(together) = plan else { continue };
            let (_, alone) = one_by_one.run(&set, draft);
            prop_assert_eq!(together.violations, alone.violations);
            prop_assert_eq!(together.events, alone.events);
        }
        prop_assert_eq!(&desk.store, &one_by_one);
    }
    Ok(())
}

fn run(choices: &[u16]) -> Result<(), TestCaseError> {
    let tape = &mut Tape::new(choices);
    let (mut desk, set) = opened();
    for _ in 0..15 {
        let before = desk.store.rows.clone();
        let mut unit = desk.unit();
        for _ in 0..tape.between(1, 3) {
            operate(tape, &mut unit);
        }
        let expected = recompute(&set, &before, &authored(&unit));
        let broken = broken(&set, &before, &expected);
        match unit.settle() {
            Ok(_) => {
                prop_assert!(broken.is_empty(), "accepted, but broken: {:?}", broken);
                prop_assert_eq!(renumbered(&desk.store.rows, &expected), expected);
            }
            Err(violations) => {
                if let Some(named) = named(&set, &violations) {
                    prop_assert_eq!(named, broken);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn the_desk_stores_what_recomputing_everything_gives(choices in tape()) {
        run(&choices)?;
    }

    #[test]
    fn units_that_are_settled_together_come_to_what_they_come_to_one_by_one(choices in tape()) {
        run_together(&choices)?;
    }
}
