//! The loaded rules: every slice's, and those that span slices.

use std::sync::LazyLock;

use docket_rules::RuleSet;
use docket_rules::schema::Schema;

use crate::customer::{self, Customer};
use crate::order::item::{self, Item};
use crate::order::{self, Order};
use crate::product::{self, Product};
use crate::tenant::{self, Tenant};

pub mod check_credit;
pub mod currency;

/// The columns of every table, as rule files take them.
pub struct Tables {
    /// Tenants.
    pub tenant: tenant::Columns,
    /// Customers.
    pub customer: customer::Columns,
    /// Products.
    pub product: product::Columns,
    /// Orders.
    pub order: order::Columns,
    /// Items.
    pub item: item::Columns,
}

/// The columns of every table.
pub const TABLES: Tables = Tables {
    tenant: Tenant::COLUMNS,
    customer: Customer::COLUMNS,
    product: Product::COLUMNS,
    order: Order::COLUMNS,
    item: Item::COLUMNS,
};

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let schema =
        Schema { tables: vec![Tenant::table(), Customer::table(), Product::table(), Order::table(), Item::table()] };
    let files = vec![
        tenant::rules::file(&TABLES),
        customer::rules::file(&TABLES),
        product::rules::file(&TABLES),
        order::rules::file(&TABLES),
        check_credit::file(&TABLES),
        currency::file(&TABLES),
    ];
    #[expect(clippy::panic, reason = "rules are code: a set that does not load is found by the first test that runs")]
    RuleSet::load(schema, files).unwrap_or_else(|error| panic!("the rules do not load: {error}"))
});

/// The rules, loaded once.
pub fn rule_set() -> &'static RuleSet {
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_load_and_rank() {
        let cells: Vec<&str> = rule_set().cells().map(|rule| rule.name.as_str()).collect();
        let place = |name: &str| cells.iter().position(|cell| *cell == name).unwrap();
        assert!(place("item.unit_price") < place("item.amount"));
        assert!(place("item.amount") < place("orders.amount_total"));
        assert!(place("orders.amount_total") < place("customer.balance"));
    }
}
