//! Currency: every amount knows what it is in.
//!
//! 1. A customer's currency is copied from the tenant.
//! 2. A customer's minor_unit is copied from the tenant.
//! 3. An order's currency is copied from the customer.
//! 4. An order's minor_unit is copied from the customer.
//! 5. An item's minor_unit is copied from the order.

use docket_rules::{RuleFile, rules};

use super::Tables;

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { tenant, customer, order, item, .. }: &Tables) -> RuleFile {
    RuleFile::new("currency", include_str!("currency.rs"), rules![
        customer.currency.copy(customer.tenant, tenant.currency),
        customer.minor_unit.copy(customer.tenant, tenant.minor_unit),
        order.currency.copy(order.customer, customer.currency),
        order.minor_unit.copy(order.customer, customer.minor_unit),
        item.minor_unit.copy(item.order, order.minor_unit),
    ])
}
