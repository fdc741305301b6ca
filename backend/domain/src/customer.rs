//! A customer: who orders, and how far they are trusted.

use crate::id::{CustomerId, TenantId};
use crate::money::Money;
use crate::table::table;
use crate::tenant::Tenant;

pub mod commands;
pub mod entity;
mod listing;
pub mod queries;
pub mod rules;

pub use listing::CUSTOMERS;

type Timestamp = chrono::DateTime<chrono::Utc>;

table! {
    /// The table of customers.
    Customer = 1 in "customer", entity {
        key id: CustomerId,
        fixed tenant_id: TenantId,
        authored name: String,
        authored name_key: String,
        authored email: Option<String>,
        authored email_key: Option<String>,
        authored credit_limit: Money,
        derived currency: String,
        derived minor_unit: i64,
        derived balance: Money,
        derived open_orders: i64,
        authored archived_at: Option<Timestamp>,
        version version: i64,
        fixed created_at: Timestamp,
    }
    parents {
        belongs_to tenant: tenant_id => Tenant,
    }
}
