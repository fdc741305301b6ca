//! What the tables keep and what they refuse, whoever writes.

use chrono::{DateTime, NaiveDate, Utc};
use docket_migration::migrate;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::database::{Place, facts};
use crate::rows::{self, Row};

facts![
    every_type_comes_back_as_it_was_stored,
    every_check_refuses_by_its_name,
    a_key_is_unique_among_the_living_only,
    many_orders_have_no_reference_but_no_two_share_one,
    an_events_place_is_its_own,
    a_row_that_others_need_stays,
    a_row_of_another_tenant_is_no_parent,
    the_view_shows_exact_decimals,
];

async fn every_type_comes_back_as_it_was_stored(place: Place) {
    let db = filled(&place).await;
    rows::event().insert(&db).await.unwrap();

    let order = one(&db, "SELECT * FROM orders").await;
    assert_eq!(order.try_get::<Uuid>("", "id").unwrap(), rows::id());
    assert_eq!(order.try_get::<i64>("", "amount_total").unwrap(), 2_350_500);
    assert_eq!(order.try_get::<i64>("", "minor_unit").unwrap(), 2);
    assert_eq!(order.try_get::<NaiveDate>("", "order_date").unwrap(), rows::day());
    assert_eq!(order.try_get::<DateTime<Utc>>("", "created_at").unwrap(), rows::moment());
    assert_eq!(order.try_get::<Option<DateTime<Utc>>>("", "date_shipped").unwrap(), None);
    let product = one(&db, "SELECT * FROM product").await;
    assert!(product.try_get::<bool>("", "available").unwrap());
    let event = one(&db, "SELECT * FROM outbox").await;
    assert_eq!(event.try_get::<Json>("", "payload").unwrap(), json!({ "number": 1 }));
    assert_eq!(event.try_get::<Option<i64>>("", "position").unwrap(), None);
}

async fn every_check_refuses_by_its_name(place: Place) {
    let db = place.connect().await;
    migrate(&db).await.unwrap();
    let shipped = || rows::order().with("status", "SHIPPED").with("first_settled_at", rows::moment());
    let breaches: [(&str, Row); 20] = [
        ("ck_tenant_id", rows::tenant().with("id", Uuid::nil())),
        ("ck_tenant_currency", rows::tenant().with("currency", "EURO")),
        ("rule_minor_unit_not_negative", rows::tenant().with("minor_unit", -1_i64)),
        ("rule_minor_unit_at_most_4", rows::tenant().with("minor_unit", 5_i64)),
        ("rule_credit_limit_not_negative", rows::customer().with("credit_limit", -1_i64)),
        ("rule_credit_limit_in_range", rows::customer().with("credit_limit", 9_000_000_000_000_001_i64)),
        ("rule_balance_not_negative", rows::customer().with("balance", -1_i64)),
        ("rule_price_not_negative", rows::product().with("unit_price", -1_i64)),
        ("rule_price_in_range", rows::product().with("unit_price", 10_000_000_000_000_i64)),
        ("ck_orders_status", rows::order().with("status", "LOST")),
        ("ck_orders_status_before_shipping", rows::order().with("status_before_shipping", "SHIPPED")),
        ("rule_order_keeps_an_item", rows::order().with("item_count", 0_i64)),
        ("rule_shipped_has_a_date", shipped()),
        ("rule_shipped_has_a_date", shipped().with("status", "COMPLETE")),
        ("rule_unshipped_has_no_date", rows::order().with("date_shipped", rows::moment())),
        ("rule_unshipped_has_no_date", shipped().with("status", "PAID").with("date_shipped", rows::moment())),
        ("rule_settled_has_a_date", rows::order().with("status", "PAID")),
        ("rule_quantity_positive", rows::item().with("quantity", 0_i64)),
        ("rule_quantity_in_range", rows::item().with("quantity", 1_000_000_001_i64)),
        ("rule_amount_in_range", rows::item().with("amount", 9_000_000_000_000_001_i64)),
    ];
    for (name, row) in breaches {
        let refusal = row.insert(&db).await.expect_err(name).to_string();
        assert!(refusal.contains(name), "{name}: {refusal}");
    }
}

async fn a_key_is_unique_among_the_living_only(place: Place) {
    let db = filled(&place).await;
    let twin = || rows::customer().with("id", Uuid::from_u128(2));
    twin().insert(&db).await.unwrap_err();
    twin().with("archived_at", rows::moment()).insert(&db).await.unwrap();
    let product = || rows::product().with("id", Uuid::from_u128(2));
    product().insert(&db).await.unwrap_err();
    product().with("archived_at", rows::moment()).insert(&db).await.unwrap();
}

async fn many_orders_have_no_reference_but_no_two_share_one(place: Place) {
    let db = filled(&place).await;
    let next = |n: u32| rows::order().with("id", Uuid::from_u128(n.into())).with("number", i64::from(n));
    next(2).insert(&db).await.unwrap_err();
    next(2).with("external_reference", None::<String>).insert(&db).await.unwrap();
    next(3).with("external_reference", None::<String>).insert(&db).await.unwrap();
    next(3).with("external_reference", "shop-18").insert(&db).await.unwrap_err();
}

async fn an_events_place_is_its_own(place: Place) {
    let db = filled(&place).await;
    let event = |n: u32| rows::event().with("id", Uuid::from_u128(n.into())).with("sequence", i64::from(n));
    event(1).insert(&db).await.unwrap();
    event(1).with("id", Uuid::from_u128(5)).insert(&db).await.unwrap_err();
    event(2).insert(&db).await.unwrap();
    event(3).with("position", 1_i64).insert(&db).await.unwrap();
    event(4).with("position", 1_i64).insert(&db).await.unwrap_err();
}

async fn a_row_that_others_need_stays(place: Place) {
    let db = filled(&place).await;
    for table in ["orders", "product", "customer", "tenant"] {
        let refusal = db.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap_err().to_string();
        assert!(refusal.to_lowercase().contains("foreign key"), "{table}: {refusal}");
    }
    db.execute_unprepared("DELETE FROM item").await.unwrap();
    db.execute_unprepared("DELETE FROM orders").await.unwrap();
}

async fn a_row_of_another_tenant_is_no_parent(place: Place) {
    let db = filled(&place).await;
    let other = Uuid::from_u128(2);
    rows::tenant().with("tenant_id", other).with("id", other).insert(&db).await.unwrap();
    rows::order().with("tenant_id", other).insert(&db).await.unwrap_err();
}

async fn the_view_shows_exact_decimals(place: Place) {
    let db = filled(&place).await;
    let largest = "900719925474.0993";
    for (stored, shown) in
        [(2_350_500_i64, "235.0500"), (-5, "-0.0005"), (-10_001, "-1.0001"), (9_007_199_254_740_993, largest)]
    {
        db.execute_unprepared(&format!("UPDATE orders SET amount_total = {stored}")).await.unwrap();
        let row = one(&db, "SELECT CAST(amount_total AS TEXT) AS amount, order_number FROM orders_view").await;
        assert_eq!(row.try_get::<String>("", "amount").unwrap(), shown);
        assert_eq!(row.try_get::<i64>("", "order_number").unwrap(), 1);
    }
    let row = one(&db, "SELECT customer_name, CAST(customer_balance AS TEXT) AS balance FROM orders_view").await;
    assert_eq!(row.try_get::<String>("", "customer_name").unwrap(), "Zoë");
    assert_eq!(row.try_get::<String>("", "balance").unwrap(), "235.0500");
}

#[tokio::test]
async fn sqlite_refuses_a_value_of_another_type() {
    crate::database::on_sqlite(async |place: Place| {
        let db = filled(&place).await;
        assert_eq!(db.get_database_backend(), DbBackend::Sqlite);
        db.execute_unprepared("UPDATE product SET unit_price = 'ten'").await.unwrap_err();
        let refusal = db.execute_unprepared("UPDATE product SET available = 2").await.unwrap_err().to_string();
        assert!(refusal.contains("ck_product_available"), "{refusal}");
    })
    .await;
}

/// A migrated database with one row in each table of the order.
async fn filled(place: &Place) -> DatabaseConnection {
    let db = place.connect().await;
    migrate(&db).await.unwrap();
    for row in [rows::tenant(), rows::customer(), rows::product(), rows::order(), rows::item()] {
        row.insert(&db).await.unwrap();
    }
    db
}

async fn one(db: &DatabaseConnection, sql: &str) -> QueryResult {
    db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().expect("a row")
}
