//! Check credit.
//!
//! 1. The customer's balance is at most the credit limit.
//! 2. The balance is the sum of amount_total of the customer's orders where date_shipped is null, and that were not cancelled or refunded.
//! 3. The order's amount_total is the sum of its items' amount.
//! 4. The item's amount is quantity × unit_price, rounded to the minor unit.
//! 5. The item's unit_price is copied from the product's unit_price.

use docket_rules::declare::{Operand, constraint};
use docket_rules::{RuleFile, rules};

use super::Tables;
use crate::order::RELEASED;

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { customer, order, item, product, .. }: &Tables) -> RuleFile {
    RuleFile::new("check_credit", include_str!("check_credit.rs"), rules![
        constraint("credit_limit", customer.balance.le(customer.credit_limit)),
        customer.balance.sum(order.customer, order.amount_total).only(order.date_shipped.is_null().and(order.status.none_of(&RELEASED))),
        order.amount_total.sum(item.order, item.amount),
        item.amount.formula((item.quantity * item.unit_price).round(item.minor_unit)),
        item.unit_price.copy(item.product, product.unit_price),
    ])
}
