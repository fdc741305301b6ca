//! The tenant of the API.

mod object;
mod query;

pub use object::Tenant;
pub use query::TenantQuery;
