//! What mutations of products take.

use async_graphql::{ID, InputObject};
use docket_domain::Refusal;
use docket_domain::product::commands;

use crate::graphql::id;
use crate::graphql::mutate::Input;
use crate::graphql::scalar::Decimal;

/// A product to enter.
#[derive(InputObject)]
pub(super) struct CreateProductInput {
    /// Its stock-keeping unit, up to 200 characters. No other product may have it, however it is capitalised.
    sku: String,
    /// Its name, up to 200 characters.
    name: String,
    /// Its price, in the tenant's currency: from 0 to 999,999,999.9999.
    unit_price: Decimal,
    /// Whether it may be ordered.
    #[graphql(default = true)]
    available: bool,
}

impl Input for CreateProductInput {
    type Command = commands::CreateProduct;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        let Self { sku, name, unit_price, available } = self;
        Ok(commands::CreateProduct { sku, name, unit_price: unit_price.0, available })
    }
}

/// Changes of a product; what is absent stays.
#[derive(InputObject)]
pub(super) struct UpdateProductInput {
    /// Which product.
    id: ID,
    /// Its new stock-keeping unit.
    sku: Option<String>,
    /// Its new name.
    name: Option<String>,
    /// Its new price, for items that are ordered from now on.
    unit_price: Option<Decimal>,
    /// Whether it may be ordered.
    available: Option<bool>,
    /// Refuse the change unless the product is still at this version.
    expected_version: Option<i64>,
}

impl Input for UpdateProductInput {
    type Command = commands::UpdateProduct;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UpdateProduct {
            id: id::given("id", &self.id)?,
            sku: self.sku,
            name: self.name,
            unit_price: self.unit_price.map(|price| price.0),
            available: self.available,
            expected_version: self.expected_version,
        })
    }
}
