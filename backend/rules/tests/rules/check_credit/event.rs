//! Events fire on the edge or at a level, and are numbered by row.

use crate::desk::unit::{Desk, money, pieces};
use crate::desk::{ITEM, ORDER, PRODUCT};
use docket_rules::images::Key;
use docket_rules::plan::Plan;

struct World {
    desk: Desk,
    customer: Key,
    product: Key,
    order: Key,
    item: Key,
}

fn world() -> World {
    let mut desk = Desk::new();
    let customer = desk.customer(money(1_000));
    let product = desk.product(money(50));
    let (order, item) = desk.order(customer, product, pieces(2));
    World { desk, customer, product, order, item }
}

fn fired(plan: &Plan) -> Vec<(&str, i64)> {
    plan.events.iter().map(|event| (event.rule.as_str(), event.sequence)).collect()
}

#[test]
fn shipping_is_told_once_when_it_happens() {
    let World { mut desk, order, .. } = world();
    assert_eq!(desk.read(order, ORDER.events), 1);
    let plan = desk.unit().ship(order).settled();
    assert_eq!(fired(&plan), [("order_shipped", 2), ("order_changed", 3)]);
    assert_eq!(plan.events[0].sinks, ["order_shipping"]);
    assert_eq!(plan.events[1].sinks, ["history", "docket.changes"]);
    assert_eq!(plan.events[0].key, order);
    assert_eq!(desk.read(order, ORDER.events), 3);
    let plan = desk.unit().set(order, ORDER.notes, Some("signed".into())).settled();
    assert_eq!(fired(&plan), [("order_changed", 4)]);
}

#[test]
fn unshipping_and_shipping_again_are_new_events() {
    let World { mut desk, order, .. } = world();
    desk.unit().ship(order).settled();
    let plan = desk.unit().unship(order).settled();
    assert_eq!(fired(&plan), [("order_unshipped", 4), ("order_changed", 5)]);
    let plan = desk.unit().ship(order).settled();
    assert_eq!(fired(&plan), [("order_shipped", 6), ("order_changed", 7)]);
}

#[test]
fn shipping_and_unshipping_in_one_unit_is_no_event() {
    let World { mut desk, order, .. } = world();
    let plan = desk.unit().ship(order).unship(order).settled();
    assert_eq!((fired(&plan), plan.changes().count()), (vec![], 0));
    assert_eq!(desk.read(order, ORDER.events), 1);
}

#[test]
fn an_order_that_is_shipped_as_it_is_placed_is_told_from_one() {
    let World { mut desk, customer, product, .. } = world();
    let mut unit = desk.unit();
    let fresh = unit.order(customer);
    unit.item(fresh, product, pieces(1));
    let plan = unit.ship(fresh).settled();
    assert_eq!(fired(&plan), [("order_shipped", 1), ("order_changed", 2)]);
}

#[test]
fn an_items_change_is_told_as_the_orders() {
    let World { mut desk, order, item, .. } = world();
    let plan = desk.unit().set(item, ITEM.quantity, pieces(1)).settled();
    assert_eq!(fired(&plan), [("order_changed", 2)]);
    assert_eq!(plan.events[0].key, order);
}

#[test]
fn a_price_change_is_no_change_of_the_order() {
    let World { mut desk, product, order, .. } = world();
    let plan = desk.unit().set(product, PRODUCT.unit_price, money(51)).settled();
    assert_eq!(fired(&plan), []);
    assert_eq!(desk.read(order, ORDER.events), 1);
}

#[test]
fn a_deleted_row_tells_nothing() {
    let World { mut desk, order, item, .. } = world();
    let plan = desk.unit().delete(order).delete(item).settled();
    assert_eq!(fired(&plan), []);
}
