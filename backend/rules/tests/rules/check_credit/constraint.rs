//! Constraints hold when the unit ends: at the limit, over it, for rows already in breach, and never in between.

use crate::desk::unit::{Desk, money, pieces};
use crate::desk::{CUSTOMER, ITEM, Money, ORDER, PRODUCT};
use docket_rules::Decimal;
use docket_rules::images::Key;
use docket_rules::violation::{Compared, Violation};

/// A customer with a limit of 100 who owes 50 for one order.
fn desk() -> (Desk, Key, Key, Key) {
    let mut desk = Desk::new();
    let customer = desk.customer(money(100));
    let product = desk.product(Money(100));
    let (order, item) = desk.order(customer, product, pieces(5_000));
    (desk, customer, order, item)
}

/// The same, but the limit has since been set to 20 past the rules.
fn overdrawn() -> (Desk, Key, Key, Key) {
    let (mut desk, customer, order, item) = desk();
    desk.force(customer, CUSTOMER.credit_limit, money(20));
    (desk, customer, order, item)
}

#[test]
fn exactly_at_the_limit_is_legal() {
    let (mut desk, customer, _, item) = desk();
    desk.unit().set(item, ITEM.quantity, pieces(10_000)).settled();
    assert_eq!(desk.read(customer, CUSTOMER.balance), money(100));
}

#[test]
fn one_minor_unit_more_is_refused_with_both_numbers() {
    let (mut desk, customer, _, item) = desk();
    let refused = desk.unit().set(item, ITEM.quantity, pieces(10_001)).settle().expect_err("over the limit");
    let units = |units: i128| Decimal::new(units, 4);
    let expected = Violation::Rule {
        rule: "credit_limit".into(),
        sentence: "The customer's balance is at most the credit limit.",
        key: customer,
        columns: vec![CUSTOMER.balance.at, CUSTOMER.credit_limit.at],
        compared: Some(Box::new(Compared {
            left: units(1_000_100),
            right: units(1_000_000),
            left_before: Some(units(500_000)),
        })),
    };
    assert_eq!(refused, [expected]);
}

#[test]
fn a_new_row_over_its_limit_is_refused_without_a_number_before() {
    let mut desk = Desk::new();
    let product = desk.product(money(1));
    let mut unit = desk.unit();
    let customer = unit.customer(money(1));
    let order = unit.order(customer);
    unit.item(order, product, pieces(2));
    let refused = unit.settle().expect_err("over the limit");
    let [Violation::Rule { compared: Some(compared), .. }] = refused.as_slice() else { panic!("{refused:?}") };
    assert_eq!(compared.left_before, None);
}

#[test]
fn all_broken_rules_are_reported_together() {
    let (mut desk, customer, order, item) = desk();
    let other = desk.customer(money(1));
    let product = desk.product(money(1));
    let mut unit = desk.unit();
    let theirs = unit.order(other);
    let few = unit.item(theirs, product, pieces(2));
    unit.set(few, ITEM.quantity, pieces(-2)).set(item, ITEM.quantity, pieces(20_000));
    unit.set(customer, CUSTOMER.archived, true).set(item, ITEM.order_id, theirs.id);
    let refused = unit.refused_by();
    assert_eq!(refused, ["archived_customer", "credit_limit", "order_keeps_an_item", "quantity_is_positive"]);
    assert!(desk.store.rows.contains_key(&order));
}

#[test]
fn a_transient_excess_is_not_judged() {
    let (mut desk, customer, order, item) = desk();
    let product = desk.product(money(1));
    let mut unit = desk.unit();
    let big = unit.order(customer);
    unit.item(big, product, pieces(2_000));
    unit.ship(big).set(item, ITEM.quantity, pieces(1)).settled();
    assert_eq!(desk.read(customer, CUSTOMER.balance), Money(100));
    let mut unit = desk.unit();
    unit.set(item, ITEM.quantity, pieces(30_000)).set(customer, CUSTOMER.credit_limit, money(300)).settled();
    assert_eq!(desk.read(order, ORDER.amount_total), money(300));
}

#[test]
fn unshipping_judges_the_credit_again() {
    let (mut desk, customer, order, _) = desk();
    desk.unit().ship(order).settled();
    desk.unit().set(customer, CUSTOMER.credit_limit, money(10)).settled();
    assert_eq!(desk.unit().unship(order).refused_by(), ["credit_limit"]);
}

#[test]
fn lowering_the_limit_below_the_balance_is_refused() {
    let (mut desk, customer, ..) = desk();
    assert_eq!(desk.unit().set(customer, CUSTOMER.credit_limit, Money(499_999)).refused_by(), ["credit_limit"]);
    desk.unit().set(customer, CUSTOMER.credit_limit, money(50)).settled();
}

#[test]
fn a_row_in_breach_may_improve_without_being_cured() {
    let (mut desk, customer, _, item) = overdrawn();
    desk.unit().set(item, ITEM.quantity, pieces(4_000)).settled();
    assert_eq!(desk.read(customer, CUSTOMER.balance), money(40));
    desk.unit().set(customer, CUSTOMER.credit_limit, money(30)).settled();
}

#[test]
fn a_row_in_breach_may_stay_as_it_is() {
    let (mut desk, customer, order, _) = overdrawn();
    desk.unit().set(order, ORDER.notes, Some("call first".into())).settled();
    let free = desk.product(money(0));
    desk.unit().set(customer, CUSTOMER.credit_limit, money(20)).settled();
    desk.order(customer, free, pieces(1));
}

#[test]
fn a_row_in_breach_may_trade_one_change_for_another() {
    let (mut desk, customer, _, item) = overdrawn();
    let mut unit = desk.unit();
    unit.set(item, ITEM.quantity, pieces(6_000)).set(customer, CUSTOMER.credit_limit, money(30)).settled();
    assert_eq!(desk.read(customer, CUSTOMER.balance), money(60));
}

#[test]
fn a_row_in_breach_never_gets_worse() {
    let (mut desk, customer, _, item) = overdrawn();
    assert_eq!(desk.unit().set(item, ITEM.quantity, pieces(5_001)).refused_by(), ["credit_limit"]);
    assert_eq!(desk.unit().set(customer, CUSTOMER.credit_limit, Money(199_999)).refused_by(), ["credit_limit"]);
}

#[test]
fn a_cured_row_is_judged_like_any_other() {
    let (mut desk, _, _, item) = overdrawn();
    desk.unit().set(item, ITEM.quantity, pieces(2_000)).settled();
    assert_eq!(desk.unit().set(item, ITEM.quantity, pieces(2_001)).refused_by(), ["credit_limit"]);
}

#[test]
fn a_condition_that_compares_no_numbers_keeps_all_it_reads_while_broken() {
    let (mut desk, customer, order, item) = desk();
    let product = desk.product(money(0));
    let (second, _) = desk.order(customer, product, pieces(1));
    desk.force(customer, CUSTOMER.archived, true);
    desk.unit().set(item, ITEM.quantity, pieces(1)).set(customer, CUSTOMER.credit_limit, money(60)).settled();
    assert_eq!(desk.unit().ship(order).refused_by(), ["archived_customer"]);
    desk.unit().ship(order).ship(second).settled();
    assert_eq!(desk.read(customer, CUSTOMER.open_orders), 0);
}

#[test]
fn a_customer_with_open_orders_cannot_be_archived() {
    let (mut desk, customer, order, _) = desk();
    assert_eq!(desk.unit().set(customer, CUSTOMER.archived, true).refused_by(), ["archived_customer"]);
    desk.unit().set(customer, CUSTOMER.archived, true).ship(order).settled();
    let product = desk.product(money(1));
    let mut unit = desk.unit();
    let late = unit.order(customer);
    unit.item(late, product, pieces(1));
    assert_eq!(unit.refused_by(), ["archived_customer"]);
}

#[test]
fn the_last_item_neither_leaves_nor_moves_out() {
    let (mut desk, customer, _, item) = desk();
    let product = desk.product(money(1));
    let (other, _) = desk.order(customer, product, pieces(1));
    assert_eq!(desk.unit().delete(item).refused_by(), ["order_keeps_an_item"]);
    assert_eq!(desk.unit().set(item, ITEM.order_id, other.id).refused_by(), ["order_keeps_an_item"]);
    desk.unit().set(product, PRODUCT.available, false).settled();
}
