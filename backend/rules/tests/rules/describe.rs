//! Rules in words and arrows, and queries over a slice of a table.

use docket_rules::Rule;
use docket_rules::render::{Dialect, Slice};

use crate::desk;

fn with_rule<T>(name: &str, see: impl FnOnce(&docket_rules::RuleSet, &Rule) -> T) -> T {
    let set = desk::rules();
    let rule = set.rules().iter().find(|rule| rule.name == name).expect("a rule of this name");
    see(&set, rule)
}

#[test]
fn a_rule_reads_as_its_declaration() {
    for (name, words) in [
        ("credit_limit", "balance ≤ credit_limit"),
        ("customer.balance", "sum of orders.amount_total where date_shipped is null and status not in (CANCELLED)"),
        ("orders.item_count", "count of item"),
        ("item.amount", "round(quantity × unit_price, minor_unit)"),
        ("item.unit_price", "copy of product.unit_price"),
    ] {
        assert_eq!(with_rule(name, docket_rules::RuleSet::text), words);
    }
}

#[test]
fn a_sum_reads_its_children_their_parent_and_its_condition() {
    let reads = with_rule("customer.balance", |set, rule| {
        set.reads(rule).into_iter().map(|at| set.schema().label(at)).collect::<Vec<_>>()
    });
    assert_eq!(reads, ["orders.amount_total", "orders.customer_id", "orders.date_shipped", "orders.status"]);
}

#[test]
fn a_slice_bounds_the_rows_and_their_children() {
    let slice = Some(Slice { tenant: "$1", ids: Some("$2, $3") });
    let sql = with_rule("customer.balance", |set, rule| set.drift_in(rule, Dialect::Sqlite, slice));
    let sql = sql.expect("a sum");
    assert!(sql.contains(
        "FROM orders c WHERE c.tenant_id = $1 AND c.customer_id IN ($2, $3) AND ((c.date_shipped IS NULL) AND"
    ));
    assert!(sql.contains("WHERE t.tenant_id = $1 AND t.id IN ($2, $3) AND t.balance IS DISTINCT FROM"));
}

#[test]
fn only_a_constraint_is_breached() {
    let breaches = |name: &str| with_rule(name, |set, rule| set.breaches(rule, None));
    let expected = "SELECT t.tenant_id, t.id FROM customer t WHERE (t.balance <= t.credit_limit) IS NOT TRUE";
    assert_eq!(breaches("credit_limit").as_deref(), Some(expected));
    assert_eq!(breaches("customer.balance"), None);
}
