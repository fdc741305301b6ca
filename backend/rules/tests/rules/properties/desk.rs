//! The order desk under random operations: the reference rules against the recomputation from scratch.

use docket_rules::images::Key;
use docket_rules::schema::TableId;
use docket_rules::violation::Violation;
use proptest::prelude::*;

use super::{config, tape};
use crate::desk::unit::{Desk, Unit, money};
use crate::desk::{CUSTOMER, ITEM, Money, ORDER, PRODUCT, Quantity, Status};
use crate::oracle::{broken, recompute};
use crate::random::Tape;

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
fn authored(unit: &Unit<'_>) -> crate::store::Rows {
    use docket_rules::draft::Op;
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

fn run(choices: &[u16]) -> Result<(), TestCaseError> {
    let tape = &mut Tape::new(choices);
    let (mut desk, set) = (Desk::new(), crate::desk::rules());
    for limit in [10, 60] {
        desk.customer(money(limit));
    }
    for price in [3_333, 12_345, 90_000] {
        desk.product(Money(price));
    }
    for _ in 0..15 {
        let before = desk.store.rows.clone();
        let mut unit = desk.unit();
        for _ in 0..tape.between(1, 3) {
            operate(tape, &mut unit);
        }
        let expected = recompute(&set, &before, &authored(&unit));
        let broken = broken(&set, &before, &expected);
        match unit.settle() {
            Ok(plan) => {
                prop_assert!(broken.is_empty(), "accepted, but broken: {:?}", broken);
                let mut stored = desk.store.rows.clone();
                for (key, row) in &mut stored {
                    // Numbering events is no derivation.
                    if key.table == TableId(ORDERS) {
                        let at = usize::from(ORDER.events.at.column);
                        let mut plain = row.to_vec();
                        plain[at] = expected[key][at].clone();
                        *row = plain.into();
                    }
                }
                prop_assert_eq!(stored, expected);
                let touched = |key: &Key| plan.changes().any(|(changed, _)| changed == *key);
                prop_assert!(plan.events.iter().all(|event| touched(&event.key)));
            }
            Err(violations) => {
                // A patch after a delete stops the unit before any rule is judged.
                let judged = violations.iter().all(|violation| matches!(violation, Violation::Rule { .. }));
                for (rule, key) in broken.iter().filter(|_| judged) {
                    let named = |violation: &Violation| match violation {
                        Violation::Rule { rule: name, key: row, .. } => (name, row) == (rule, key),
                        _ => false,
                    };
                    prop_assert!(violations.iter().any(named), "{} is broken, but not named", rule);
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
}
