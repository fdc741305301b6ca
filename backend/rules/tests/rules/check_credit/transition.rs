//! Moves are judged against the rows as the unit found them.

use crate::desk::unit::{Desk, money, pieces};
use crate::desk::{CUSTOMER, ITEM, ORDER, PRODUCT, Status};
use docket_rules::images::Key;

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

const WHILE_OPEN: [&str; 1] = ["items_change_while_open"];

#[test]
fn a_new_order_takes_items() {
    let mut world = world();
    let mut unit = world.desk.unit();
    let order = unit.order(world.customer);
    unit.item(order, world.product, pieces(1));
    unit.ship(order).settled();
}

#[test]
fn a_shipped_order_neither_takes_nor_changes_nor_loses_items() {
    let mut world = world();
    let mut unit = world.desk.unit();
    let spare = unit.item(world.order, world.product, pieces(1));
    unit.ship(world.order).settled();
    let mut unit = world.desk.unit();
    unit.item(world.order, world.product, pieces(1));
    assert_eq!(unit.refused_by(), WHILE_OPEN);
    assert_eq!(world.desk.unit().set(world.item, ITEM.quantity, pieces(1)).refused_by(), WHILE_OPEN);
    assert_eq!(world.desk.unit().delete(spare).refused_by(), WHILE_OPEN);
    world.desk.unit().set(world.order, ORDER.notes, Some("left at the door".into())).settled();
}

#[test]
fn a_move_needs_both_orders_open() {
    let mut world = world();
    let (shipped, theirs) = world.desk.order(world.customer, world.product, pieces(1));
    world.desk.unit().ship(shipped).settled();
    let mut unit = world.desk.unit();
    unit.item(world.order, world.product, pieces(1));
    assert_eq!(unit.set(world.item, ITEM.order_id, shipped.id).refused_by(), WHILE_OPEN);
    let mut unit = world.desk.unit();
    unit.unship(shipped).set(theirs, ITEM.order_id, world.order.id);
    assert_eq!(unit.refused_by(), ["order_keeps_an_item", "items_change_while_open"]);
}

#[test]
fn one_unit_may_edit_and_ship_but_not_unship_and_edit() {
    let mut world = world();
    world.desk.unit().ship(world.order).set(world.item, ITEM.quantity, pieces(1)).settled();
    let mut unit = world.desk.unit();
    assert_eq!(unit.unship(world.order).set(world.item, ITEM.quantity, pieces(2)).refused_by(), WHILE_OPEN);
}

#[test]
fn an_order_moves_only_as_the_table_says() {
    let mut world = world();
    let order = world.order;
    let mut to = |status| world.desk.unit().set(order, ORDER.status, status).settle().map(|_| ());
    assert_eq!(to(Status::Paid), Ok(()));
    assert!(to(Status::Open).is_err() && to(Status::Cancelled).is_err());
    assert_eq!(to(Status::Shipped), Ok(()));
    assert_eq!(to(Status::Paid), Ok(()));
}

#[test]
fn only_an_open_order_changes_its_customer() {
    let mut world = world();
    let other = world.desk.customer(money(1_000));
    let mut unit = world.desk.unit();
    unit.set(world.order, ORDER.customer_id, other.id).set(world.order, ORDER.status, Status::Paid).settled();
    let back = world.desk.unit().set(world.order, ORDER.customer_id, world.customer.id).refused_by();
    assert_eq!(back, ["customer_changes_while_open"]);
    assert_eq!(world.desk.read(world.customer, CUSTOMER.balance), money(0));
}

#[test]
fn a_product_that_is_not_available_takes_no_new_items_and_keeps_the_old() {
    let mut world = world();
    world.desk.unit().set(world.product, PRODUCT.available, false).settled();
    world.desk.unit().set(world.item, ITEM.quantity, pieces(3)).settled();
    let mut unit = world.desk.unit();
    unit.item(world.order, world.product, pieces(1));
    assert_eq!(unit.refused_by(), ["product_is_available"]);
    let other = world.desk.product(money(1));
    world.desk.unit().set(world.item, ITEM.product_id, other.id).settled();
    let back = world.desk.unit().set(world.item, ITEM.product_id, world.product.id).refused_by();
    assert_eq!(back, ["product_is_available"]);
}
