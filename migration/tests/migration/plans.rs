//! Each index earns its place: here stands a query of the program that SQLite answers by it, and that it could not
//! answer by another in the time of a page. (PostgreSQL counts its rows and decides by that; on an empty database it
//! decides nothing.)

use std::collections::BTreeSet;

use docket_migration::migrate;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// The index and what it is for, in the form that the program asks it.
const USES: [(&str, &str); 25] = [
    ("sqlite_autoindex_orders_1", "SELECT * FROM orders WHERE tenant_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT 26"),
    ("sqlite_autoindex_orders_2", "SELECT * FROM orders WHERE tenant_id = ?1 AND number = ?2"),
    ("uq_orders_external_reference", "SELECT * FROM orders WHERE tenant_id = ?1 AND external_reference = ?2"),
    (
        "ix_orders_customer_id",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND customer_id = ?2 ORDER BY id DESC LIMIT 26",
    ),
    (
        "ix_orders_customer_id",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND status IN (?2) AND customer_id = ?3 ORDER BY id DESC LIMIT 26",
    ),
    ("ix_orders_status", "SELECT * FROM orders WHERE tenant_id = ?1 AND status IN (?2) ORDER BY id DESC LIMIT 26"),
    ("ix_orders_status", "SELECT status, COUNT(*), SUM(amount_total) FROM orders WHERE tenant_id = ?1 GROUP BY status"),
    (
        "ix_orders_order_date",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND (order_date, id) < (?2, ?3) ORDER BY order_date DESC, id DESC LIMIT 26",
    ),
    (
        "ix_orders_amount_total",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND (amount_total, id) > (?2, ?3) ORDER BY amount_total, id LIMIT 26",
    ),
    (
        "ix_orders_date_shipped",
        "SELECT substr(date_shipped, 1, 10) AS day, COUNT(*), SUM(amount_total) FROM orders WHERE tenant_id = ?1 \
         AND date_shipped IS NOT NULL AND date_shipped >= ?2 AND date_shipped < ?3 GROUP BY day",
    ),
    (
        "ix_orders_external_reference_key",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND external_reference_key IS NOT NULL \
         AND external_reference_key >= ?2 AND external_reference_key < ?3 ORDER BY id DESC LIMIT 26",
    ),
    (
        "ix_orders_external_reference_key",
        "SELECT * FROM orders WHERE tenant_id = ?1 AND external_reference_key IS NOT NULL AND external_reference_key = ?2",
    ),
    ("ix_customer_name_key", "SELECT * FROM customer WHERE tenant_id = ?1 ORDER BY name_key, id LIMIT 26"),
    ("ix_product_name_key", "SELECT * FROM product WHERE tenant_id = ?1 ORDER BY name_key, id LIMIT 26"),
    ("ix_item_order_id", "SELECT * FROM item WHERE tenant_id = ?1 AND order_id IN (?2, ?3)"),
    ("ix_item_product_id", "SELECT order_id FROM item WHERE tenant_id = ?1 AND product_id = ?2 AND id NOT IN (?3)"),
    ("uq_customer_email_key", "SELECT * FROM customer WHERE tenant_id = ?1 AND archived_at IS NULL AND email_key = ?2"),
    ("uq_product_sku_key", "SELECT * FROM product WHERE tenant_id = ?1 AND archived_at IS NULL AND sku_key = ?2"),
    (
        "sqlite_autoindex_order_history_2",
        "SELECT * FROM order_history WHERE tenant_id = ?1 AND order_id = ?2 ORDER BY id DESC LIMIT 26",
    ),
    ("uq_outbox_position", "SELECT * FROM outbox WHERE position > ?1 ORDER BY position LIMIT 100"),
    (
        "uq_outbox_position",
        "SELECT * FROM outbox WHERE tenant_id = ?1 AND type = ?2 AND position > ?3 AND position <= ?4 \
         ORDER BY position LIMIT 100",
    ),
    ("ix_outbox_unplaced", "SELECT id FROM outbox WHERE position IS NULL ORDER BY id LIMIT 500"),
    (
        "sqlite_autoindex_refusal_1",
        "SELECT * FROM refusal WHERE tenant_id = ?1 AND rule = ?2 ORDER BY id DESC LIMIT 26",
    ),
    (
        "ix_dead_letter_state",
        "SELECT position FROM dead_letter WHERE destination = ?1 AND state = 'DUE' ORDER BY position LIMIT 200",
    ),
    ("ix_idempotency_created_at", "DELETE FROM idempotency WHERE created_at <= ?1"),
];

#[tokio::test]
async fn each_index_answers_a_query() {
    crate::database::on_sqlite(async |place| {
        let before = place.connect().await;
        before.ping().await.unwrap();
        let migrating = place.connect().await;
        migrate(&migrating).await.unwrap();
        let after = place.connect().await;
        for db in [&migrating, &before, &after] {
            for (index, sql) in USES {
                let plan = column(db, &format!("EXPLAIN QUERY PLAN {sql}"), 3).await.join("; ");
                assert!(plan.contains(&format!("INDEX {index}")), "{sql}: {plan}");
            }
        }
        let named: BTreeSet<&str> = USES.into_iter().map(|(index, _)| index).collect();
        let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex%'";
        for index in column(&after, sql, 0).await {
            assert!(named.contains(index.as_str()), "what is {index} for?");
        }
    })
    .await;
}

#[tokio::test]
async fn each_index_has_its_figures() {
    crate::database::on_sqlite(async |place| {
        let db = place.connect().await;
        migrate(&db).await.unwrap();
        let without = "SELECT m.name FROM sqlite_master m LEFT JOIN sqlite_stat1 s ON s.tbl = m.tbl_name AND s.idx = m.name \
            WHERE m.type = 'index' AND s.stat IS NULL AND m.tbl_name IN \
            (SELECT tbl FROM sqlite_stat1 WHERE idx IS NOT NULL)";
        assert_eq!(column(&db, without, 0).await, Vec::<String>::new());
        let unknown = "SELECT idx FROM sqlite_stat1 WHERE idx NOT IN (SELECT name FROM sqlite_master WHERE type = 'index')";
        assert_eq!(column(&db, unknown, 0).await, Vec::<String>::new());
    })
    .await;
}

async fn column(db: &DatabaseConnection, sql: &str, at: usize) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.into_iter().map(|row| row.try_get_by_index(at).unwrap()).collect()
}
