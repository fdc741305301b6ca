//! A version rises with what people change: the row's own, and its items'. Never by roll-ups.

use crate::desk::unit::{Desk, money, pieces};
use crate::desk::{CUSTOMER, ITEM, ORDER};
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

impl World {
    /// The versions of the customer, the order and the item.
    fn versions(&self) -> [i64; 3] {
        let Self { desk, customer, order, item, .. } = self;
        [desk.read(*customer, CUSTOMER.version), desk.read(*order, ORDER.version), desk.read(*item, ITEM.version)]
    }
}

#[test]
fn everything_starts_at_one() {
    assert_eq!(world().versions(), [1, 1, 1]);
}

#[test]
fn changing_an_item_raises_its_own_version_and_its_orders() {
    let mut world = world();
    world.desk.unit().set(world.item, ITEM.quantity, pieces(3)).settled();
    assert_eq!(world.versions(), [1, 2, 2]);
}

#[test]
fn adding_an_item_raises_the_orders_version_once() {
    let mut world = world();
    let mut unit = world.desk.unit();
    unit.item(world.order, world.product, pieces(1));
    unit.item(world.order, world.product, pieces(1));
    unit.set(world.order, ORDER.notes, Some("two more".into())).settled();
    assert_eq!(world.versions(), [1, 2, 1]);
}

#[test]
fn deleting_an_item_raises_the_orders_version() {
    let mut world = world();
    let mut unit = world.desk.unit();
    let spare = unit.item(world.order, world.product, pieces(1));
    unit.settled();
    world.desk.unit().delete(spare).settled();
    assert_eq!(world.versions(), [1, 3, 1]);
}

#[test]
fn moving_an_item_raises_both_orders_versions() {
    let mut world = world();
    let (other, spare) = world.desk.order(world.customer, world.product, pieces(1));
    let mut unit = world.desk.unit();
    unit.item(other, world.product, pieces(1));
    unit.set(spare, ITEM.order_id, world.order.id).settled();
    assert_eq!(world.versions(), [1, 2, 1]);
    assert_eq!(world.desk.read(other, ORDER.version), 2);
    assert_eq!(world.desk.read(spare, ITEM.version), 2);
}

#[test]
fn an_item_moved_from_an_order_that_is_not_changed_otherwise_raises_its_version() {
    let mut world = world();
    let mut unit = world.desk.unit();
    let spare = unit.item(world.order, world.product, pieces(1));
    unit.settled();
    let (other, _) = world.desk.order(world.customer, world.product, pieces(1));
    world.desk.unit().set(spare, ITEM.order_id, other.id).settled();
    assert_eq!(world.versions(), [1, 3, 1]);
    assert_eq!(world.desk.read(other, ORDER.version), 2);
}

#[test]
fn a_patch_that_changes_nothing_stores_nothing_and_tells_nobody() {
    let mut world = world();
    let mut unit = world.desk.unit();
    unit.set(world.item, ITEM.quantity, pieces(2)).set(world.order, ORDER.notes, None);
    let plan = unit.set(world.customer, CUSTOMER.credit_limit, money(1_000)).settled();
    assert_eq!(plan.changes().count(), 0);
    assert_eq!(plan.events, []);
    assert_eq!(world.versions(), [1, 1, 1]);
}

#[test]
fn a_busy_customer_makes_nobody_stale() {
    let mut world = world();
    for _ in 0..3 {
        world.desk.order(world.customer, world.product, pieces(1));
    }
    assert_eq!(world.versions(), [1, 1, 1]);
}
