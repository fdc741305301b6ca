//! A tenant as the API shows it.

use async_graphql::{ID, SimpleObject};
use docket_domain::tenant::entity::Model;

/// Whose orders these are: a company, with the currency of all its amounts.
#[derive(SimpleObject)]
pub struct Tenant {
    /// Its id.
    id: ID,
    /// Its name.
    name: String,
    /// ISO 4217 code of the currency of all amounts.
    currency: String,
    /// How many decimals the currency has; amounts are rounded to them.
    minor_unit: i64,
}

impl From<Model> for Tenant {
    fn from(row: Model) -> Self {
        Self { id: row.id.to_string().into(), name: row.name, currency: row.currency, minor_unit: row.minor_unit }
    }
}
