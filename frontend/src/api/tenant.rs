//! Whose data this is, and the currency of all its amounts.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::schema;

/// The company whose orders are shown.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tenant {
    /// The company's name.
    pub(crate) name: String,
    /// The currency of all amounts.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct TenantQuery {
    tenant: Tenant,
}

/// The tenant that the reader belongs to.
pub(crate) async fn current() -> Result<Tenant, ApiError> {
    Ok(client::run(TenantQuery::build(())).await?.tenant)
}
