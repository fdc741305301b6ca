//! 1. An order counts its items.
//! 2. An order keeps at least one item.
//! 3. A customer counts the orders that are open.
//! 4. An archived customer has no open orders.
//! 5. The customer's minor unit is the tenant's.
//! 6. The order's minor unit is the customer's.
//! 7. The item's minor unit is the order's.
//! 8. A quantity is positive.
//! 9. An order moves from open to paid, shipped or cancelled, from paid to shipped, and back from shipped.
//! 10. Items change only while the order is open, judged as the unit found it.
//! 11. A product that is not available takes no new items.
//! 12. An order changes its customer only while it is open.
//! 13. Shipping an order is told to the world.
//! 14. Taking a shipment back is told to the world.
//! 15. Every change of an order is told to the world.

use docket_rules::declare::{
    Condition, Operand, check, constraint, event, event_when_it_becomes, transition, transition_and_delete,
};
use docket_rules::{Rule, rules};

use super::{
    CUSTOMER as customer, ITEM as item, ORDER as order, Order, PRODUCT as product, Quantity, Status, TENANT as tenant,
};

const MOVES: [(Status, Status); 6] = [
    (Status::Open, Status::Paid),
    (Status::Open, Status::Shipped),
    (Status::Open, Status::Cancelled),
    (Status::Paid, Status::Shipped),
    (Status::Shipped, Status::Open),
    (Status::Shipped, Status::Paid),
];

pub(super) fn rules() -> Vec<Rule> {
    let was = || order.status.old().or(Status::Open);
    let moved = |(from, to): (Status, Status)| -> Condition<Order> { was().is(from).and(order.status.is(to)) };
    let shipped = || order.status.is(Status::Shipped);
    rules![
        order.item_count.count(item.order),
        constraint("order_keeps_an_item", order.item_count.ge(1)),
        customer.open_orders.count(order.customer).only(order.status.is(Status::Open)),
        constraint("archived_customer", customer.archived.is(true).implies(customer.open_orders.is(0))),
        customer.minor_unit.copy(customer.tenant, tenant.minor_unit),
        order.minor_unit.copy(order.customer, customer.minor_unit),
        item.minor_unit.copy(item.order, order.minor_unit),
        check("quantity_is_positive", item.quantity.gt(Quantity(0))),
        transition("order_moves", was().is(order.status).or_else(Condition::any(MOVES.map(moved)))),
        transition_and_delete(
            "items_change_while_open",
            item.order
                .found(order.status)
                .or(Status::Open)
                .is(Status::Open)
                .and(item.order.left(order.status).or(Status::Open).is(Status::Open)),
        ),
        transition("product_is_available", item.product_id.kept().or_else(item.product.its(product.available))),
        transition(
            "customer_changes_while_open",
            order.customer_id.old().or(order.customer_id).is(order.customer_id).or_else(was().is(Status::Open)),
        ),
        event_when_it_becomes("order_shipped", shipped(), &["order_shipping"]),
        event("order_unshipped", was().is(Status::Shipped).and(shipped().not()), &["order_shipping"],),
        event("order_changed", order.version.old().or(0).lt(order.version), &["history", "docket.changes"]),
    ]
}
