//! A tenant: whoever runs its orders here. Everything belongs to one; a tenant belongs to itself.

use crate::id::TenantId;
use crate::table::table;

pub mod commands;
pub mod entity;
pub mod queries;
pub mod rules;

type Timestamp = chrono::DateTime<chrono::Utc>;

/// The tenant that an instance without sign-in serves.
pub const DEFAULT: TenantId = TenantId(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001));

table! {
    /// The table of tenants.
    Tenant = 0 in "tenant", entity {
        key id: TenantId,
        fixed tenant_id: TenantId,
        authored name: String,
        fixed currency: String,
        fixed minor_unit: i64,
        version version: i64,
        fixed created_at: Timestamp,
    }
    parents {
        belongs_to tenant: tenant_id => Tenant,
    }
}
