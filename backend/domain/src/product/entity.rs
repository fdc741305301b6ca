//! The row of a product.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{ProductId, TenantId};
use crate::money::Money;

/// A product, at today's price.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    /// Whose product it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProductId,
    /// The stock-keeping unit: its short name on shelves and invoices.
    pub sku: String,
    /// The SKU folded: unique among living products.
    pub sku_key: String,
    /// Its name.
    pub name: String,
    /// The name folded: what it is searched and sorted by.
    pub name_key: String,
    /// Today's price. Items keep the price they were ordered at.
    pub unit_price: Money,
    /// Whether new items may be ordered.
    pub available: bool,
    /// Since when it is not sold any more.
    pub archived_at: Option<DateTime<Utc>>,
    /// Rises with every change.
    pub version: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// None that SeaORM has to know of: foreign keys stand in the migration and in the rules' schema.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
