//! A product: what can be ordered, and for how much.

use crate::id::{ProductId, TenantId};
use crate::money::Money;
use crate::table::table;

pub mod commands;
pub mod entity;
mod listing;
pub mod queries;
pub mod rules;

pub use listing::PRODUCTS;

type Timestamp = chrono::DateTime<chrono::Utc>;

table! {
    /// The table of products.
    Product = 2 in "product", entity {
        key id: ProductId,
        fixed tenant_id: TenantId,
        authored sku: String,
        authored sku_key: String,
        authored name: String,
        authored name_key: String,
        authored unit_price: Money,
        authored available: bool,
        authored archived_at: Option<Timestamp>,
        version version: i64,
        fixed created_at: Timestamp,
    }
    parents {}
}
