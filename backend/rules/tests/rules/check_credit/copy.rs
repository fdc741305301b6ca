//! A copied price is taken on insert and when the product changes, and kept after that.

use crate::desk::unit::{Desk, money, pieces};
use crate::desk::{CUSTOMER, ITEM, Money, ORDER, PRODUCT};
use docket_rules::images::Key;

struct Shop {
    desk: Desk,
    customer: Key,
    apple: Key,
    pear: Key,
    order: Key,
    item: Key,
}

/// One order of two apples at 10; a pear costs 20.
fn shop() -> Shop {
    let mut desk = Desk::new();
    let customer = desk.customer(money(1_000));
    let (apple, pear) = (desk.product(money(10)), desk.product(money(20)));
    let (order, item) = desk.order(customer, apple, pieces(2));
    Shop { desk, customer, apple, pear, order, item }
}

impl Shop {
    fn price(&self, item: Key) -> Money {
        self.desk.read(item, ITEM.unit_price)
    }
}

#[test]
fn a_new_price_leaves_sold_items_alone() {
    let mut shop = shop();
    let plan = shop.desk.unit().set(shop.apple, PRODUCT.unit_price, money(99)).settled();
    assert_eq!(plan.changes().count(), 1);
    assert_eq!(shop.price(shop.item), money(10));
}

#[test]
fn swapping_the_product_takes_the_new_products_price() {
    let mut shop = shop();
    shop.desk.unit().set(shop.item, ITEM.product_id, shop.pear.id).settled();
    assert_eq!(shop.price(shop.item), money(20));
    assert_eq!(shop.desk.read(shop.customer, CUSTOMER.balance), money(40));
}

#[test]
fn swapping_there_and_back_in_one_unit_keeps_the_price() {
    let mut shop = shop();
    shop.desk.unit().set(shop.apple, PRODUCT.unit_price, money(99)).settled();
    let mut unit = shop.desk.unit();
    let there_and_back =
        unit.set(shop.item, ITEM.product_id, shop.pear.id).set(shop.item, ITEM.product_id, shop.apple.id);
    let plan = there_and_back.settled();
    assert_eq!(plan.changes().count(), 0);
    assert_eq!(shop.price(shop.item), money(10));
}

#[test]
fn swapping_there_and_back_in_two_units_takes_todays_price() {
    let mut shop = shop();
    shop.desk.unit().set(shop.apple, PRODUCT.unit_price, money(99)).settled();
    shop.desk.unit().set(shop.item, ITEM.product_id, shop.pear.id).settled();
    shop.desk.unit().set(shop.item, ITEM.product_id, shop.apple.id).settled();
    assert_eq!(shop.price(shop.item), money(99));
}

#[test]
fn an_item_that_moves_to_another_order_keeps_its_price() {
    let mut shop = shop();
    let (other, _) = shop.desk.order(shop.customer, shop.pear, pieces(1));
    shop.desk.unit().set(shop.apple, PRODUCT.unit_price, money(99)).settled();
    let mut unit = shop.desk.unit();
    unit.item(shop.order, shop.pear, pieces(1));
    unit.set(shop.item, ITEM.order_id, other.id).settled();
    assert_eq!(shop.price(shop.item), money(10));
    assert_eq!(shop.desk.read(other, ORDER.amount_total), money(40));
}

#[test]
fn a_price_that_changes_in_the_same_unit_is_taken_as_the_unit_leaves_it() {
    let mut shop = shop();
    let mut unit = shop.desk.unit();
    let fresh = unit.item(shop.order, shop.pear, pieces(1));
    unit.set(shop.item, ITEM.product_id, shop.pear.id).set(shop.pear, PRODUCT.unit_price, money(21)).settled();
    assert_eq!((shop.price(fresh), shop.price(shop.item)), (money(21), money(21)));
    assert_eq!(shop.desk.read(shop.order, ORDER.amount_total), money(63));
}

#[test]
fn a_product_and_its_first_item_are_made_in_one_unit() {
    let mut shop = shop();
    let plum = shop.desk.product(money(4));
    let mut unit = shop.desk.unit();
    unit.set(plum, PRODUCT.unit_price, money(5));
    let customer = unit.customer(money(30));
    let order = unit.order(customer);
    let item = unit.item(order, plum, pieces(6));
    unit.settled();
    assert_eq!(shop.price(item), money(5));
    assert_eq!(shop.desk.read(item, ITEM.minor_unit), 2);
    assert_eq!(shop.desk.read(customer, CUSTOMER.balance), money(30));
}
