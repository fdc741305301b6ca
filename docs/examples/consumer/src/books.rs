//! The parcels, and which events were seen: one file of SQLite, so that one transaction holds both.

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, SqlitePool};

use crate::event::Event;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS seen (event TEXT PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS parcel (order_id TEXT PRIMARY KEY, number INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
";

/// What the service knows.
#[derive(Clone, Debug)]
pub struct Books(SqlitePool);

impl Books {
    /// Opens the file, which is created if need be.
    pub async fn open(file: &str) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        Ok(Self(pool))
    }

    /// Takes an event; says whether it was new.
    pub async fn take(&self, event: &Event) -> Result<bool> {
        let mut transaction = self.0.begin().await?;
        let seen = sqlx::query("INSERT INTO seen (event) VALUES (?) ON CONFLICT DO NOTHING").bind(&event.id);
        if seen.execute(&mut *transaction).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let order = &event.data;
        match event.r#type.as_str() {
            "order.shipped" => {
                let lines = order.items.iter().map(|item| format!("{} × {}", item.quantity, item.product.sku));
                sqlx::query("INSERT INTO parcel (order_id, number, content) VALUES (?, ?, ?)")
                    .bind(&order.id)
                    .bind(order.number)
                    .bind(lines.collect::<Vec<_>>().join(", "))
                    .execute(&mut *transaction)
                    .await?;
            }
            "order.unshipped" => {
                let unpacked = sqlx::query("DELETE FROM parcel WHERE order_id = ?").bind(&order.id);
                unpacked.execute(&mut *transaction).await?;
            }
            // A type that came later is none of this service's business.
            _ => {}
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The parcels, by the numbers of their orders.
    pub async fn parcels(&self) -> Result<Vec<(i64, String)>> {
        let rows = sqlx::query("SELECT number, content FROM parcel ORDER BY number").fetch_all(&self.0).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }
}
