//! Amounts, totals and balances follow every kind of change, whatever the order of a unit's writes.

use crate::desk::unit::{Desk, money, pieces, to};
use crate::desk::{CUSTOMER, ITEM, Money, ORDER, Quantity, Status, TENANT, Tenant};
use docket_rules::images::Key;

/// A customer with one order of two pieces at 50.
fn desk() -> (Desk, Key, Key, Key) {
    let mut desk = Desk::new();
    let customer = desk.customer(money(1_000));
    let product = desk.product(money(50));
    let (order, item) = desk.order(customer, product, pieces(2));
    (desk, customer, order, item)
}

fn balance(desk: &Desk, customer: Key) -> Money {
    desk.read(customer, CUSTOMER.balance)
}

#[test]
fn an_order_is_priced_added_up_and_billed() {
    let (desk, customer, order, item) = desk();
    assert_eq!(desk.read(item, ITEM.unit_price), money(50));
    assert_eq!(desk.read(item, ITEM.amount), money(100));
    assert_eq!(desk.read(order, ORDER.amount_total), money(100));
    assert_eq!(desk.read(order, ORDER.item_count), 1);
    assert_eq!(balance(&desk, customer), money(100));
    assert_eq!(desk.read(customer, CUSTOMER.open_orders), 1);
}

#[test]
fn changing_a_quantity_moves_the_balance_by_the_difference() {
    let (mut desk, customer, order, item) = desk();
    desk.unit().set(item, ITEM.quantity, pieces(5)).settled();
    assert_eq!(desk.read(order, ORDER.amount_total), money(250));
    assert_eq!(balance(&desk, customer), money(250));
}

#[test]
fn deleting_an_item_takes_its_amount_out() {
    let (mut desk, customer, order, item) = desk();
    let product = desk.product(money(7));
    let mut unit = desk.unit();
    unit.item(order, product, pieces(1));
    unit.delete(item).settled();
    assert_eq!(desk.read(order, ORDER.amount_total), money(7));
    assert_eq!(desk.read(order, ORDER.item_count), 1);
    assert_eq!(balance(&desk, customer), money(7));
}

#[test]
fn deleting_an_order_with_its_items_takes_its_total_out() {
    let (mut desk, customer, order, item) = desk();
    desk.unit().delete(order).delete(item).settled();
    assert_eq!(balance(&desk, customer), money(0));
    assert_eq!(desk.read(customer, CUSTOMER.open_orders), 0);
    assert!(!desk.store.rows.contains_key(&order) && !desk.store.rows.contains_key(&item));
}

#[test]
fn moving_an_item_moves_its_amount_between_orders_and_customers() {
    let (mut desk, customer, order, item) = desk();
    let (other, product) = (desk.customer(money(1_000)), desk.product(money(3)));
    let (theirs, _) = desk.order(other, product, pieces(1));
    let mut unit = desk.unit();
    unit.item(order, product, pieces(1));
    unit.set(item, ITEM.order_id, theirs.id).settled();
    assert_eq!((balance(&desk, customer), balance(&desk, other)), (money(3), money(103)));
    assert_eq!(desk.read(theirs, ORDER.item_count), 2);
}

#[test]
fn shipping_frees_credit_and_unshipping_takes_it_again() {
    let (mut desk, customer, order, _) = desk();
    desk.unit().ship(order).settled();
    assert_eq!(balance(&desk, customer), money(0));
    assert_eq!(desk.read(order, ORDER.amount_total), money(100));
    desk.unit().unship(order).settled();
    assert_eq!(balance(&desk, customer), money(100));
}

#[test]
fn cancelling_frees_credit_and_paying_does_not() {
    let (mut desk, customer, order, _) = desk();
    desk.unit().set(order, ORDER.status, Status::Paid).settled();
    assert_eq!(balance(&desk, customer), money(100));
    assert_eq!(desk.read(customer, CUSTOMER.open_orders), 0);
    let product = desk.product(money(1));
    let (second, _) = desk.order(customer, product, pieces(9));
    desk.unit().set(second, ORDER.status, Status::Cancelled).settled();
    assert_eq!(balance(&desk, customer), money(100));
}

#[test]
fn an_order_changing_hands_takes_its_total_along() {
    let (mut desk, customer, order, _) = desk();
    let other = desk.customer(money(500));
    desk.unit().set(order, ORDER.customer_id, other.id).settled();
    assert_eq!((balance(&desk, customer), balance(&desk, other)), (money(0), money(100)));
    assert_eq!(desk.read(other, CUSTOMER.open_orders), 1);
}

#[test]
fn a_unit_that_changes_the_item_moves_the_order_and_ships_counts_nothing_twice() {
    let (mut desk, customer, order, item) = desk();
    let other = desk.customer(money(500));
    let mut unit = desk.unit();
    unit.set(item, ITEM.quantity, pieces(9)).set(order, ORDER.customer_id, other.id).ship(order).settled();
    assert_eq!((balance(&desk, customer), balance(&desk, other)), (money(0), money(0)));
    assert_eq!(desk.read(order, ORDER.amount_total), money(450));
    desk.unit().unship(order).settled();
    assert_eq!(balance(&desk, other), money(450));
}

#[test]
fn items_of_two_orders_swap_places() {
    let (mut desk, customer, order, item) = desk();
    let product = desk.product(money(7));
    let (second, theirs) = desk.order(customer, product, pieces(1));
    desk.unit().set(item, ITEM.order_id, second.id).set(theirs, ITEM.order_id, order.id).settled();
    assert_eq!(desk.read(order, ORDER.amount_total), money(7));
    assert_eq!(desk.read(second, ORDER.amount_total), money(100));
    assert_eq!(balance(&desk, customer), money(107));
}

#[test]
fn amounts_round_half_away_from_zero_to_the_minor_unit() {
    for (minor_unit, price, expected) in [
        (2, 1_250, 1_300),
        (2, 1_249, 1_200),
        (2, -1_250, -1_300),
        (0, 5_000, 10_000),
        (0, 4_999, 0),
        (0, -15_000, -20_000),
        (3, 1_255, 1_260),
        (4, 1_255, 1_255),
        (7, 1_255, 1_255),
    ] {
        let mut desk = Desk::new();
        let mut unit = desk.unit();
        let tenant = unit.insert::<Tenant>(vec![to(TENANT.minor_unit, minor_unit)]);
        unit.settled();
        desk.tenant = tenant;
        let (customer, product) = (desk.customer(money(10)), desk.product(Money(price)));
        let (_, item) = desk.order(customer, product, pieces(1));
        assert_eq!(desk.read(item, ITEM.amount), Money(expected), "{price} to {minor_unit}");
    }
}

#[test]
fn a_quantity_with_decimals_is_multiplied_before_it_is_rounded() {
    let mut desk = Desk::new();
    let (customer, product) = (desk.customer(money(10)), desk.product(Money(33_333)));
    let (_, item) = desk.order(customer, product, Quantity(1_500));
    assert_eq!(desk.read(item, ITEM.amount), Money(50_000));
}

#[test]
fn a_balance_is_explained_by_the_orders_that_moved_it() {
    let (mut desk, customer, order, item) = desk();
    let plan = desk.unit().set(item, ITEM.quantity, pieces(3)).settled();
    let explained = desk.set.explain(&plan, customer, CUSTOMER.balance.at.column).expect("a derived column");
    assert!(explained.sentence.starts_with("The balance is the sum of amount_total"));
    assert_eq!((explained.before.to_string(), explained.after.to_string()), ("100.0000".into(), "150.0000".into()));
    let terms: Vec<_> = explained.terms.iter().map(|term| (term.key, term.before.to_string())).collect();
    assert_eq!(terms, [(order, "100.0000".to_owned())]);
    assert_eq!(desk.set.explain(&plan, customer, CUSTOMER.credit_limit.at.column), None);
}
