//! An order: what a customer ordered, its items and notes, and where it stands.

use crate::customer::Customer;
use crate::id::OrderId;

pub mod commands;
pub mod entity;
pub mod events;
pub mod item;
mod listing;
pub mod preview;
pub mod queries;
pub mod rules;
mod status;

pub use item::Item;
pub use listing::ORDERS;
pub use status::{Action, OrderStatus, RELEASED, SETTLED, SHIPPED, allowed_actions};

use crate::id::{CustomerId, TenantId};
use crate::money::Money;
use crate::table::table;

type Timestamp = chrono::DateTime<chrono::Utc>;
type Day = chrono::NaiveDate;

table! {
    /// The table of orders.
    Order = 3 in "orders", entity {
        key id: OrderId,
        fixed tenant_id: TenantId,
        fixed number: i64,
        authored customer_id: CustomerId,
        authored status: OrderStatus,
        authored status_before_shipping: Option<OrderStatus>,
        authored order_date: Day,
        authored external_reference: Option<String>,
        authored external_reference_key: Option<String>,
        authored notes: String,
        authored notes_key: String,
        authored date_shipped: Option<Timestamp>,
        authored first_settled_at: Option<Timestamp>,
        derived currency: String,
        derived minor_unit: i64,
        derived amount_total: Money,
        derived item_count: i64,
        events event_counter: i64,
        version version: i64,
        fixed created_at: Timestamp,
    }
    parents {
        belongs_to customer: customer_id => Customer,
    }
}
