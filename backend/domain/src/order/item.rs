//! An item: so much of one product, at the price it had. Part of its order: its change is the order's.

use crate::id::{ItemId, OrderId, ProductId, TenantId};
use crate::money::{Money, Quantity};
use crate::order::Order;
use crate::product::Product;
use crate::table::table;

pub mod entity;
mod listing;

pub use listing::ITEMS;

type Timestamp = chrono::DateTime<chrono::Utc>;

table! {
    /// The table of items.
    Item = 4 in "item", entity {
        key id: ItemId,
        fixed tenant_id: TenantId,
        authored order_id: OrderId,
        authored product_id: ProductId,
        authored quantity: Quantity,
        derived unit_price: Money,
        derived minor_unit: i64,
        derived amount: Money,
        version version: i64,
        fixed created_at: Timestamp,
    }
    parents {
        part_of order: order_id => Order,
        belongs_to product: product_id => Product,
    }
}
