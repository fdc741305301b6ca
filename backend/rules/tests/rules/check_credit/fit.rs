//! The largest quantity that fits, and prices that are taken again or expected.

use docket_rules::declare::{Column, Typed};
use docket_rules::images::{Images, Key};
use docket_rules::violation::Violation;
use docket_rules::{Decimal, Value};

use crate::desk::unit::{Desk, Unit, money, pieces};
use crate::desk::{CUSTOMER, ITEM, Item, ORDER, PRODUCT, Quantity};

struct World {
    desk: Desk,
    customer: Key,
    product: Key,
    order: Key,
    item: Key,
}

/// An order of one piece at 10.
fn world() -> World {
    let mut desk = Desk::new();
    let (customer, product) = (desk.customer(money(1_000)), desk.product(money(10)));
    let (order, item) = desk.order(customer, product, pieces(1));
    World { desk, customer, product, order, item }
}

fn fits(unit: &Unit<'_>, item: Key) -> Option<Decimal> {
    let mut images = Images::default();
    for (key, row) in &unit.desk.store.rows {
        images.know(*key, Some(row.clone()));
    }
    unit.desk.set.largest_that_fits(&unit.draft, &images, item, ITEM.quantity.at)
}

fn expect<V: Typed>(unit: &mut Unit<'_>, key: Key, column: Column<Item, V>, value: V) {
    unit.draft.expect_value(key, column.at, value.into_value());
}

#[test]
fn the_largest_quantity_that_fits_is_the_next_to_the_limit_in_the_steps_that_were_typed() {
    let mut world = world();
    world.desk.unit().set(world.customer, CUSTOMER.credit_limit, money(105)).settled();
    for (typed, fit) in [(pieces(50), Some(pieces(10))), (Quantity(50_100), Some(Quantity(10_500))), (pieces(1), None)]
    {
        let mut unit = world.desk.unit();
        unit.set(world.item, ITEM.quantity, typed);
        let fit = fit.map(|Quantity(units)| Decimal::new(i128::from(units), 3));
        let found = fits(&unit, world.item);
        if typed == pieces(1) {
            unit.settled();
        } else {
            assert_eq!(found, fit, "{typed:?}");
            unit.settle().expect_err("a refused unit");
        }
    }
}

#[test]
fn nothing_fits_where_no_quantity_helps() {
    let mut world = world();
    world.desk.unit().set(world.product, PRODUCT.available, false).settled();
    let mut unit = world.desk.unit();
    let item = unit.item(world.order, world.product, pieces(3));
    assert_eq!(fits(&unit, item), None);
}

#[test]
fn prices_are_taken_again_only_where_they_moved() {
    let mut world = world();
    let version = world.desk.read(world.order, ORDER.version);
    let again = |unit: &mut Unit<'_>, item| unit.draft.recopy(item, ITEM.product.at);
    let mut unit = world.desk.unit();
    again(&mut unit, world.item);
    assert_eq!(unit.settled().changes().count(), 0);
    world.desk.unit().set(world.product, PRODUCT.unit_price, money(20)).settled();
    let mut unit = world.desk.unit();
    again(&mut unit, world.item);
    unit.settled();
    assert_eq!(world.desk.read(world.item, ITEM.unit_price), money(20));
    assert_eq!(world.desk.read(world.order, ORDER.version), version + 1);
    let total = world.desk.read(world.order, ORDER.amount_total);
    assert_eq!(world.desk.read(world.customer, CUSTOMER.balance), total);
}

#[test]
fn a_price_of_the_same_unit_is_taken_again_too() {
    let mut world = world();
    let mut unit = world.desk.unit();
    unit.set(world.product, PRODUCT.unit_price, money(7));
    unit.draft.recopy(world.item, ITEM.product.at);
    unit.settled();
    assert_eq!(world.desk.read(world.item, ITEM.unit_price), money(7));
}

#[test]
fn an_expected_value_is_that_which_is_stored() {
    let mut world = world();
    let mut unit = world.desk.unit();
    let item = unit.item(world.order, world.product, pieces(1));
    expect(&mut unit, item, ITEM.unit_price, money(9));
    let refused = unit.settle().expect_err("a refused unit");
    let current = Value::Dec(Decimal::new(100_000, 4));
    assert!(
        matches!(&refused[..], [Violation::Moved { key, moved, .. }] if key == &item && moved.current == current),
        "{refused:?}"
    );
    let mut unit = world.desk.unit();
    let item = unit.item(world.order, world.product, pieces(1));
    expect(&mut unit, item, ITEM.unit_price, money(10));
    unit.settled();
}
