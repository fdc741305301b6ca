//! What a database holds, in numbers: what people compare after a backup and after a restore.

use sea_orm::sea_query::{Alias, Asterisk, Expr, Func, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::Docket;
use crate::error::Fault;

/// The tables that people would miss, with the names that they know them by.
const TABLES: [(&str, &str); 7] = [
    ("tenant", "tenants"),
    ("customer", "customers"),
    ("product", "products"),
    ("orders", "orders"),
    ("item", "items"),
    ("order_history", "changes"),
    ("outbox", "events"),
];

/// What a database holds at one moment, over all tenants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// The newest migration that has run.
    pub schema: String,
    /// How many of each thing there are.
    pub counts: Vec<(&'static str, u64)>,
}

impl Docket {
    /// What the database holds; nothing when no Docket has been there.
    pub async fn holdings(&self) -> Result<Option<Holdings>, Fault> {
        self.holdings_in(&self.database.snapshot().await?).await
    }

    /// The same, at the moment of an open transaction.
    pub async fn holdings_in(&self, snapshot: &DatabaseTransaction) -> Result<Option<Holdings>, Fault> {
        let Some(schema) = docket_migration::applied(self.database.connection()).await?.pop_last() else {
            return Ok(None);
        };
        let mut counts = Vec::with_capacity(TABLES.len());
        for (table, name) in TABLES {
            counts.push((name, count(snapshot, table).await?));
        }
        Ok(Some(Holdings { schema, counts }))
    }
}

async fn count(snapshot: &DatabaseTransaction, table: &str) -> Result<u64, DbErr> {
    let count = Query::select().expr(Func::count(Expr::col(Asterisk))).from(Alias::new(table)).to_owned();
    let row = snapshot.query_one(&count).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}
