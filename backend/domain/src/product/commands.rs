//! What people do with products.

mod archive;

use async_trait::async_trait;
use rust_decimal::Decimal;

use crate::error::Stop;
use crate::id::ProductId;
use crate::money::{Money, typed_in};
use crate::product::Product;
use crate::text;
use crate::unit::{Assign, Command, Unit};

pub use archive::{ArchiveProduct, DeleteProduct, UnarchiveProduct};

/// Enters a product.
#[derive(Clone, Debug)]
pub struct CreateProduct {
    /// Its stock-keeping unit; no other living product may have it.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Its price.
    pub unit_price: Decimal,
    /// Whether it may be ordered.
    pub available: bool,
}

#[async_trait]
impl Command for CreateProduct {
    type Out = ProductId;

    fn name(&self) -> &'static str {
        "createProduct"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ProductId, Stop> {
        let product = Product::COLUMNS;
        let id = unit.new_id();
        unit.insert(
            id,
            [
                product.sku.to(text::line("sku", &self.sku)?),
                product.name.to(text::line("name", &self.name)?),
                product.unit_price.to(typed_in::<Money>("unitPrice", self.unit_price)?),
                product.available.to(self.available),
            ],
        )?;
        Ok(id)
    }
}

/// Changes a product; what is absent stays. Items that were ordered keep their price.
#[derive(Clone, Debug)]
pub struct UpdateProduct {
    /// Which.
    pub id: ProductId,
    /// Its new stock-keeping unit.
    pub sku: Option<String>,
    /// Its new name.
    pub name: Option<String>,
    /// Its new price.
    pub unit_price: Option<Decimal>,
    /// Whether it may be ordered.
    pub available: Option<bool>,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

impl UpdateProduct {
    /// A change of nothing yet.
    pub const fn of(id: ProductId) -> Self {
        Self { id, sku: None, name: None, unit_price: None, available: None, expected_version: None }
    }
}

#[async_trait]
impl Command for UpdateProduct {
    type Out = ProductId;

    fn name(&self) -> &'static str {
        "updateProduct"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ProductId, Stop> {
        let product = Product::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        let mut values = Vec::new();
        if let Some(sku) = &self.sku {
            values.push(product.sku.to(text::line("sku", sku)?));
        }
        if let Some(name) = &self.name {
            values.push(product.name.to(text::line("name", name)?));
        }
        if let Some(price) = self.unit_price {
            values.push(product.unit_price.to(typed_in::<Money>("unitPrice", price)?));
        }
        values.extend(self.available.map(|available| product.available.to(available)));
        unit.patch(self.id, values)?;
        Ok(self.id)
    }
}
