//! The CHECKs of the database: raw SQL meets the rules that no setting relaxes.

use std::collections::BTreeSet;

use docket_domain::rules::rule_set;
use sea_orm::DbBackend;

use crate::support::facts;

/// A breach of each CHECK that repeats a rule: the rule, the table, what is set.
const BREACHES: [(&str, &str, &str); 17] = [
    ("rule_minor_unit_not_negative", "tenant", "minor_unit = -1"),
    ("rule_minor_unit_at_most_4", "tenant", "minor_unit = 5"),
    ("rule_credit_limit_not_negative", "customer", "credit_limit = -1"),
    ("rule_credit_limit_in_range", "customer", "credit_limit = 9000000000000001"),
    ("rule_balance_not_negative", "customer", "balance = -1"),
    ("rule_price_not_negative", "product", "unit_price = -1"),
    ("rule_price_in_range", "product", "unit_price = 10000000000000"),
    ("rule_order_keeps_an_item", "orders", "item_count = 0"),
    ("rule_shipped_has_a_date", "orders", "status = 'SHIPPED', first_settled_at = created_at"),
    ("rule_shipped_has_a_date", "orders", "status = 'COMPLETE', first_settled_at = created_at"),
    ("rule_unshipped_has_no_date", "orders", "date_shipped = created_at"),
    (
        "rule_unshipped_has_no_date",
        "orders",
        "status = 'PAID', first_settled_at = created_at, date_shipped = created_at",
    ),
    ("rule_unshipped_has_no_date", "orders", "status = 'CANCELLED', date_shipped = created_at"),
    ("rule_settled_has_a_date", "orders", "status = 'PAID'"),
    ("rule_quantity_positive", "item", "quantity = 0"),
    ("rule_quantity_in_range", "item", "quantity = 1000000001"),
    ("rule_amount_in_range", "item", "amount = 9000000000000001"),
];

/// A CHECK as the database has it: table, name, condition.
type Check = (String, String, String);

/// Without line breaks and indentation.
fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rules' CHECKs in a CREATE TABLE statement.
fn checks_in(table: &str, sql: &str) -> Vec<Check> {
    let found = sql.split("CONSTRAINT rule_").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("CHECK (").unwrap();
        let mut depth = 1;
        let end = rest.find(|letter| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        (table.to_owned(), format!("rule_{}", name.trim()), one_line(&rest[..end.unwrap()]))
    });
    found.collect()
}

facts! {
    async fn raw_sql_meets_the_checks(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        world.order(customer, &[(board, "2")]).await;
        let tenant = world.literal(world.actor.tenant.0);
        for (rule, table, set) in BREACHES {
            let refusal =
                world.refused_sql(&format!("UPDATE {table} SET {set} WHERE tenant_id = {tenant}")).await;
            assert!(refusal.contains(rule), "{rule}: {refusal}");
        }
        let tried: BTreeSet<&str> = BREACHES.iter().map(|(rule, _, _)| *rule).collect();
        let declared: Vec<String> = rule_set().checks().into_iter().map(|check| check.name).collect();
        assert_eq!(tried, declared.iter().map(String::as_str).collect());
        world.holds().await;
    }

    async fn the_database_has_the_checks_that_the_rules_declare(world: World) {
        let declared = rule_set().checks().into_iter();
        let declared: BTreeSet<Check> =
            declared.map(|it| (it.table.to_owned(), it.name, one_line(&it.sql))).collect();
        if world.docket.database().backend() == DbBackend::Sqlite {
            let mut found = BTreeSet::new();
            for table in rule_set().schema().tables.iter().map(|table| table.name) {
                let sql = world
                    .texts(&format!("SELECT sql FROM sqlite_master WHERE name = '{table}'"))
                    .await
                    .remove(0);
                found.extend(checks_in(table, &sql));
            }
            assert_eq!(found, declared);
        } else {
            // PostgreSQL keeps its own spelling of a condition.
            let select = "SELECT conrelid::regclass || '.' || conname FROM pg_constraint \
                          WHERE contype = 'c' AND conname LIKE 'rule\\_%'";
            let found: BTreeSet<String> = world.texts(select).await.into_iter().collect();
            assert_eq!(found, declared.iter().map(|(table, name, _)| format!("{table}.{name}")).collect());
        }
    }
}
