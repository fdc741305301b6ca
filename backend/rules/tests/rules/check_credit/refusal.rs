//! What is refused before any rule is judged: derived columns, unfit values, missing rows, stale versions, size.

use crate::desk::unit::{Desk, key, money, pieces, to};
use crate::desk::{CUSTOMER, Customer, ITEM, Item, Money, ORDER, Order, PRODUCT, Product, Quantity, Status};
use docket_rules::Value;
use docket_rules::images::Key;
use docket_rules::schema::ColumnRef;
use docket_rules::violation::Violation;

fn desk() -> (Desk, Key, Key, Key) {
    let mut desk = Desk::new();
    let customer = desk.customer(money(1_000));
    let product = desk.product(money(50));
    let (order, item) = desk.order(customer, product, pieces(2));
    (desk, customer, order, item)
}

#[test]
fn derived_columns_belong_to_the_engine() {
    let (mut desk, customer, order, item) = desk();
    let derived = |key: Key, column: ColumnRef| Err(vec![Violation::DerivedColumn { key, column }]);
    let refused = [
        (desk.unit().set(customer, CUSTOMER.balance, money(0)).settle(), customer, CUSTOMER.balance.at),
        (desk.unit().set(order, ORDER.item_count, 1).settle(), order, ORDER.item_count.at),
        (desk.unit().set(order, ORDER.version, 9).settle(), order, ORDER.version.at),
        (desk.unit().set(order, ORDER.events, 9).settle(), order, ORDER.events.at),
        (desk.unit().set(item, ITEM.amount, money(100)).settle(), item, ITEM.amount.at),
        (desk.unit().set(item, ITEM.unit_price, money(50)).settle(), item, ITEM.unit_price.at),
    ];
    for (settled, key, column) in refused {
        assert_eq!(settled.map(|_| ()), derived(key, column));
    }
    let mut unit = desk.unit();
    let new = unit.insert::<Item>(vec![
        to(ITEM.order_id, order.id),
        to(ITEM.product_id, order.id),
        to(ITEM.quantity, pieces(1)),
        to(ITEM.unit_price, Money(1)),
    ]);
    assert_eq!(unit.settle().map(|_| ()), derived(new, ITEM.unit_price.at));
}

#[test]
fn values_that_do_not_fit_their_column_are_refused() {
    let (mut desk, customer, order, _) = desk();
    let column = ORDER.status.at;
    let unit = desk.unit();
    let schema = unit.desk.set.schema();
    let mut draft = unit.draft.clone();
    for value in [Value::Null, Value::Int(1), Value::Dec(docket_rules::Decimal::new(1, 4))] {
        let refused = draft.patch(schema, order, vec![(column.column, value.clone())]);
        assert_eq!(refused, Err(Violation::UnfitValue { key: order, column, value }));
    }
    let price = PRODUCT.unit_price.at;
    for value in [
        Value::Dec(docket_rules::Decimal::new(1, 3)),
        Value::Dec(docket_rules::Decimal::new(i128::from(i64::MAX) + 1, 4)),
    ] {
        let refused = draft.patch(schema, key::<Product>(1), vec![(price.column, value.clone())]);
        assert_eq!(refused, Err(Violation::UnfitValue { key: key::<Product>(1), column: price, value }));
    }
    let missing = draft.insert(schema, key::<Order>(99), vec![to(ORDER.status, Status::Open)]);
    let column = ORDER.customer_id.at;
    assert_eq!(missing, Err(Violation::UnfitValue { key: key::<Order>(99), column, value: Value::Null }));
    let tenant = desk.tenant.id;
    let fixed = desk.unit().set(customer, CUSTOMER.tenant_id, tenant).settle().expect_err("set once, on insert");
    assert!(matches!(fixed[..], [Violation::UnfitValue { .. }]));
}

#[test]
fn a_result_that_does_not_fit_is_a_violation_and_never_wraps() {
    let (mut desk, customer, order, item) = desk();
    let dear = desk.product(Money(i64::MAX));
    let swapped = desk.unit().set(item, ITEM.product_id, dear.id).settle().expect_err("twice the largest price");
    assert!(swapped.contains(&Violation::Overflow { key: item, column: ITEM.amount.at }));
    desk.unit().set(customer, CUSTOMER.credit_limit, Money(i64::MAX)).settled();
    let mut unit = desk.unit();
    unit.item(order, dear, pieces(1));
    let added = unit.settle().expect_err("a total above the largest");
    assert!(added.contains(&Violation::Overflow { key: order, column: ORDER.amount_total.at }), "{added:?}");
    let far = desk.unit().set(item, ITEM.quantity, Quantity(i64::MAX)).settle().expect_err("a huge quantity");
    assert!(far.contains(&Violation::Overflow { key: item, column: ITEM.amount.at }));
}

#[test]
fn a_parent_that_does_not_exist_is_named() {
    let (mut desk, _, order, item) = desk();
    let (nobody, nothing) = (key::<Customer>(9_001), key::<Product>(9_002));
    let refused = desk.unit().set(order, ORDER.customer_id, nobody.id).settle().expect_err("no such customer");
    assert_eq!(refused, [Violation::ParentNotFound { key: order, relation: ORDER.customer.at, parent: nobody.id }]);
    let refused = desk.unit().set(item, ITEM.product_id, nothing.id).settle().expect_err("no such product");
    assert_eq!(refused, [Violation::ParentNotFound { key: item, relation: ITEM.product.at, parent: nothing.id }]);
}

#[test]
fn a_parent_that_leaves_in_the_same_unit_is_missing() {
    let (mut desk, _, order, _) = desk();
    let other = desk.customer(money(1_000));
    let refused = desk.unit().set(order, ORDER.customer_id, other.id).delete(other).settle().expect_err("gone");
    assert_eq!(refused, [Violation::ParentNotFound { key: order, relation: ORDER.customer.at, parent: other.id }]);
}

#[test]
fn changing_or_deleting_what_does_not_exist_is_refused() {
    let mut desk = Desk::new();
    let ghost = key::<Order>(404);
    let not_found = || Err(vec![Violation::NotFound { key: ghost }]);
    assert_eq!(desk.unit().set(ghost, ORDER.notes, None).settle().map(|_| ()), not_found());
    assert_eq!(desk.unit().delete(ghost).settle().map(|_| ()), not_found());
    assert_eq!(desk.unit().expect(ghost, 1).settle().map(|_| ()), not_found());
}

#[test]
fn a_stale_version_is_refused_with_the_current_one() {
    let (mut desk, _, order, _) = desk();
    desk.unit().set(order, ORDER.notes, Some("first".into())).settled();
    let late = desk.unit().expect(order, 1).set(order, ORDER.notes, Some("late".into())).settle();
    assert_eq!(late.map(|_| ()), Err(vec![Violation::StaleVersion { key: order, expected: 1, current: 2 }]));
    desk.unit().expect(order, 2).set(order, ORDER.notes, Some("second".into())).settled();
}

#[test]
fn a_unit_does_not_contradict_itself() {
    let (mut desk, _, order, item) = desk();
    let contradiction = |key| Err(vec![Violation::Contradiction { key }]);
    let after = desk.unit().delete(order).set(order, ORDER.notes, None).settle();
    assert_eq!(after.map(|_| ()), contradiction(order));
    assert_eq!(desk.unit().delete(item).delete(item).settle().map(|_| ()), contradiction(item));
}

#[test]
fn a_row_inserted_and_deleted_in_one_unit_was_never_there() {
    let (mut desk, customer, order, _) = desk();
    let product = desk.product(money(1));
    let mut unit = desk.unit();
    let item = unit.item(order, product, pieces(3));
    let plan = unit.delete(item).settled();
    assert_eq!(plan.changes().count(), 0);
    assert_eq!(desk.read(customer, CUSTOMER.balance), money(100));
}

#[test]
fn a_unit_that_reaches_too_many_rows_is_refused() {
    let (mut desk, _, order, _) = desk();
    let product = desk.product(money(1));
    desk.set.row_limit = 5;
    let mut unit = desk.unit();
    // The order and the customer are reached as well.
    for _ in 0..4 {
        unit.item(order, product, pieces(1));
    }
    assert_eq!(unit.settle().map(|_| ()), Err(vec![Violation::CascadeTooLarge { limit: 5 }]));
    let mut unit = desk.unit();
    for _ in 0..3 {
        unit.item(order, product, pieces(1));
    }
    unit.settled();
}
