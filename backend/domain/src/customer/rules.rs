//! What holds for a customer, apart from its credit.
//!
//! 1. A credit limit is not negative.
//! 2. A credit limit is at most 900,000,000,000.
//! 3. A balance is not negative.
//! 4. A customer's open orders are the ones that its balance counts.
//! 5. A customer with open orders is not archived.

use docket_rules::declare::{Operand, check, constraint};
use docket_rules::{RuleFile, rules};

use crate::money::Money;
use crate::order::RELEASED;
use crate::rules::Tables;

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { customer, order, .. }: &Tables) -> RuleFile {
    RuleFile::new("customer", include_str!("rules.rs"), rules![
        check("credit_limit_not_negative", customer.credit_limit.ge(Money::ZERO)),
        check("credit_limit_in_range", customer.credit_limit.le(Money::whole(900_000_000_000))),
        check("balance_not_negative", customer.balance.ge(Money::ZERO)),
        customer.open_orders.count(order.customer).only(order.date_shipped.is_null().and(order.status.none_of(&RELEASED))),
        constraint("archived_without_open_orders", customer.archived_at.is_null().or_else(customer.open_orders.is(0))),
    ])
}
