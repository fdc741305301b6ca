//! What holds for an order and its items, apart from credit.
//!
//! 1. An order's items are counted.
//! 2. An order keeps at least one item.
//! 3. The quantity of an item is more than 0.
//! 4. The quantity of an item is at most 1,000,000.
//! 5. The amount of an item is at most 900,000,000,000.
//! 6. A new order is open, and an order's status changes only by the moves that people know.
//! 7. An unshipped order stands where it stood before it shipped.
//! 8. Items change only while their order is open.
//! 9. The customer of an order changes only while the order is open.
//! 10. A shipped order has a shipping date.
//! 11. An order that has not shipped has no shipping date.
//! 12. The date of a shipment stays until the order is unshipped.
//! 13. An archived customer takes no orders.
//! 14. A new item is of a product that is available and not archived.
//! 15. An order that ships goes to order_shipping.
//! 16. An order that is unshipped goes to order_shipping.
//! 17. Every change of an order is recorded in its history and goes to docket.changes.
//! 18. An order that was paid or shipped has the date of that.
//! 19. The date when an order was first paid or shipped is kept.
//! 20. Only an open order that was never paid or shipped is deleted.
//! 21. The deletion of an order is recorded in its history and goes to docket.changes.

use chrono::DateTime;
use docket_rules::declare::{
    Condition, Expr, Operand, check, deletion, event, event_of_deletion, event_when_it_becomes, transition,
    transition_and_delete,
};
use docket_rules::{RuleFile, rules};

use crate::history::HISTORY;
use crate::money::{Money, Quantity};
use crate::order::status::MOVES;
use crate::order::{Columns, Item, Order, OrderStatus, SETTLED, SHIPPED};
use crate::outbox::{CHANGES, ORDER_SHIPPING};
use crate::rules::Tables;

use OrderStatus::{Open, Paid, Shipped};

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { customer, product, order, item, .. }: &Tables) -> RuleFile {
    RuleFile::new("order", include_str!("rules.rs"), rules![
        order.item_count.count(item.order),
        check("order_keeps_an_item", order.item_count.ge(1)),
        check("quantity_positive", item.quantity.gt(Quantity::ZERO)),
        check("quantity_in_range", item.quantity.le(Quantity::whole(1_000_000))),
        check("amount_in_range", item.amount.le(Money::whole(900_000_000_000))),
        transition("status_moves", Condition::any(MOVES.map(|(from, _, to)| moves(from, to)).into_iter().chain([stays()]))),
        transition("unship_restores", restores()),
        transition_and_delete("items_while_open", was_open(item.order.found(order.status)).and(was_open(item.order.left(order.status)))),
        transition("customer_while_open", order.status.old().or(Open).is(Open).or_else(order.customer_id.kept())),
        check("shipped_has_a_date", order.status.one_of(&SHIPPED).implies(order.date_shipped.is_not_null())),
        check("unshipped_has_no_date", order.status.one_of(&[Open, Paid, OrderStatus::Cancelled]).implies(order.date_shipped.is_null())),
        transition("shipping_date_stays", keeps_its_date()),
        transition("archived_takes_no_orders", order.customer_id.kept().or_else(order.customer.its(customer.archived_at).is_null())),
        transition("product_available",
            item.product_id.kept().or_else(item.product.its(product.available).is(true).and(item.product.its(product.archived_at).is_null()))),
        event_when_it_becomes("order.shipped", order.date_shipped.is_not_null(), &[ORDER_SHIPPING]),
        event("order.unshipped", order.date_shipped.old().is_not_null().and(order.date_shipped.is_null()), &[ORDER_SHIPPING]),
        event("order.changed", order.version.old().or(0).lt(order.version), &[HISTORY, CHANGES]),
        check("settled_has_a_date", order.status.one_of(&SETTLED).implies(order.first_settled_at.is_not_null())),
        transition("first_settlement_stays", keeps_its_settlement()),
        deletion("deleted_while_untouched", order.status.is(Open).and(order.first_settled_at.is_null())),
        event_of_deletion("order.deleted", order.version.ge(1), &[HISTORY, CHANGES]),
    ])
}

/// The order stood open when the unit found it, or was not there yet.
fn was_open(as_found: Expr<Item, Option<OrderStatus>>) -> Condition<Item> {
    as_found.or(Open).is(Open)
}

/// An order that stood shipped and is on hand again stands where it stood before.
fn restores() -> Condition<Order> {
    let Columns { status, status_before_shipping, .. } = Order::COLUMNS;
    let unshipped = status.old().or(Open).is(Shipped).and(status.one_of(&[Open, Paid]));
    unshipped.implies(status_before_shipping.old().or(Shipped).is(status))
}

/// The date appears when the order ships, goes when it is unshipped, and is kept between.
fn keeps_its_date() -> Condition<Order> {
    let Columns { status, date_shipped, .. } = Order::COLUMNS;
    Condition::any([
        date_shipped.old().is_null().and(date_shipped.is_null().or_else(status.is(Shipped))),
        date_shipped.is_null().and(status.one_of(&[Open, Paid])),
        date_shipped.old().or(DateTime::UNIX_EPOCH).is(date_shipped.or(DateTime::UNIX_EPOCH)),
    ])
}

/// The first payment or shipment is dated when it happens, and not dated again.
fn keeps_its_settlement() -> Condition<Order> {
    let Columns { first_settled_at, .. } = Order::COLUMNS;
    let date = first_settled_at.or(DateTime::UNIX_EPOCH);
    first_settled_at.old().is_null().or_else(first_settled_at.old().or(DateTime::UNIX_EPOCH).is(date))
}

/// The status of an order that was there moved from `from` to `to`.
fn moves(from: OrderStatus, to: OrderStatus) -> Condition<Order> {
    let status = Order::COLUMNS.status;
    status.old().is_not_null().and(status.old().or(Open).is(from)).and(status.is(to))
}

/// The status did not move; a new order counts as open before.
fn stays() -> Condition<Order> {
    let status = Order::COLUMNS.status;
    status.old().or(Open).is(status)
}
