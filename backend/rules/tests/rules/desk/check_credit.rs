//! 1. The customer's balance is at most the credit limit.
//! 2. The balance is the sum of amount_total of the customer's orders that are neither shipped nor cancelled.
//! 3. The order's amount_total is the sum of its items' amount.
//! 4. The item's amount is quantity × unit_price, rounded to the minor unit.
//! 5. The item's unit_price is copied from the product's unit_price.

use docket_rules::declare::{Operand, constraint};
use docket_rules::{Rule, rules};

use super::{CUSTOMER as customer, ITEM as item, ORDER as order, PRODUCT as product, Status};

pub(super) fn rules() -> Vec<Rule> {
    rules![
        constraint("credit_limit", customer.balance.le(customer.credit_limit)),
        customer
            .balance
            .sum(order.customer, order.amount_total)
            .only(order.date_shipped.is_null().and(order.status.none_of(&[Status::Cancelled]))),
        order.amount_total.sum(item.order, item.amount),
        item.amount.formula((item.quantity * item.unit_price).round(item.minor_unit)),
        item.unit_price.copy(item.product, product.unit_price),
    ]
}
