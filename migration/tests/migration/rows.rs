//! One good row of each table, written as raw SQL, and how to write one with a column changed.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, Value};
use serde_json::json;
use uuid::Uuid;

/// The columns of a row with their values.
pub(crate) struct Row {
    table: &'static str,
    columns: Vec<(&'static str, Value)>,
}

impl Row {
    fn new<const N: usize>(table: &'static str, columns: [(&'static str, Value); N]) -> Self {
        Self { table, columns: columns.into() }
    }

    /// The same row with another value in one column.
    pub(crate) fn with(mut self, column: &str, value: impl Into<Value>) -> Self {
        let cell = self.columns.iter_mut().find(|(name, _)| *name == column).expect("a column of the table");
        cell.1 = value.into();
        self
    }

    /// Writes the row past every rule engine, as a person with a database shell would.
    pub(crate) async fn insert(self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let (names, values): (Vec<_>, Vec<_>) = self.columns.into_iter().unzip();
        let holes: Vec<_> = (1..=values.len()).map(|n| format!("${n}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", self.table, names.join(", "), holes.join(", "));
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.execute_raw(statement).await.map(drop)
    }
}

/// A moment with microseconds, the finest that both databases keep.
pub(crate) fn moment() -> DateTime<Utc> {
    "2026-11-21T07:30:00.123456Z".parse().unwrap()
}

/// The id of the one tenant, and of every row that a test does not name otherwise.
pub(crate) fn id() -> Uuid {
    Uuid::from_u128(0x0193_5000_0000_7000_8000_0000_0000_0001)
}

pub(crate) fn tenant() -> Row {
    Row::new(
        "tenant",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("name", "Acme".into()),
            ("currency", "EUR".into()),
            ("minor_unit", 2_i64.into()),
            ("version", 1_i64.into()),
            ("created_at", moment().into()),
        ],
    )
}

pub(crate) fn customer() -> Row {
    Row::new(
        "customer",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("name", "Zoë".into()),
            ("name_key", "zoë".into()),
            ("email", "Zoe@example.org".into()),
            ("email_key", "zoe@example.org".into()),
            ("credit_limit", 10_000_000_i64.into()),
            ("currency", "EUR".into()),
            ("minor_unit", 2_i64.into()),
            ("balance", 2_350_500_i64.into()),
            ("open_orders", 1_i64.into()),
            ("archived_at", None::<DateTime<Utc>>.into()),
            ("version", 1_i64.into()),
            ("created_at", moment().into()),
        ],
    )
}

pub(crate) fn product() -> Row {
    Row::new(
        "product",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("sku", "Bolt-8".into()),
            ("sku_key", "bolt-8".into()),
            ("name", "Bolt".into()),
            ("name_key", "bolt".into()),
            ("unit_price", 100_000_i64.into()),
            ("available", true.into()),
            ("archived_at", None::<DateTime<Utc>>.into()),
            ("version", 1_i64.into()),
            ("created_at", moment().into()),
        ],
    )
}

pub(crate) fn order() -> Row {
    Row::new(
        "orders",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("number", 1_i64.into()),
            ("customer_id", id().into()),
            ("status", "OPEN".into()),
            ("status_before_shipping", None::<String>.into()),
            ("order_date", day().into()),
            ("external_reference", "shop-17".into()),
            ("notes", "".into()),
            ("notes_key", "".into()),
            ("date_shipped", None::<DateTime<Utc>>.into()),
            ("first_settled_at", None::<DateTime<Utc>>.into()),
            ("currency", "EUR".into()),
            ("minor_unit", 2_i64.into()),
            ("amount_total", 2_350_500_i64.into()),
            ("item_count", 1_i64.into()),
            ("event_counter", 0_i64.into()),
            ("version", 1_i64.into()),
            ("created_at", moment().into()),
        ],
    )
}

pub(crate) fn item() -> Row {
    Row::new(
        "item",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("order_id", id().into()),
            ("product_id", id().into()),
            ("quantity", 23_505_i64.into()),
            ("unit_price", 100_000_i64.into()),
            ("minor_unit", 2_i64.into()),
            ("amount", 2_350_500_i64.into()),
            ("version", 1_i64.into()),
            ("created_at", moment().into()),
        ],
    )
}

pub(crate) fn event() -> Row {
    Row::new(
        "outbox",
        [
            ("tenant_id", id().into()),
            ("id", id().into()),
            ("aggregatetype", "order_shipping".into()),
            ("aggregateid", "order_1".into()),
            ("sequence", 1_i64.into()),
            ("type", "shipped".into()),
            ("payload", json!({ "number": 1 }).into()),
            ("actor", "zoe".into()),
            ("occurred_at", moment().into()),
            ("position", None::<i64>.into()),
        ],
    )
}

/// The order's date.
pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}
