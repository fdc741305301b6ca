//! Putting a product away, taking it back, and deleting one that was never used.

use async_trait::async_trait;

use crate::error::Stop;
use crate::id::ProductId;
use crate::product::Product;
use crate::unit::{Assign, Command, Unit};

/// Sells a product no more. Orders that have it keep it; its SKU comes free.
#[derive(Clone, Debug)]
pub struct ArchiveProduct {
    /// Which.
    pub id: ProductId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ArchiveProduct {
    type Out = ProductId;

    fn name(&self) -> &'static str {
        "archiveProduct"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ProductId, Stop> {
        let archived_at = Product::COLUMNS.archived_at;
        unit.expect_version(self.id, self.expected_version);
        // What is archived already keeps its date.
        let since = unit.get(self.id).await?.get(archived_at)?.unwrap_or(unit.now());
        unit.patch(self.id, [archived_at.to(Some(since))])?;
        Ok(self.id)
    }
}

/// Sells a product again. Refused when another has its SKU by now.
#[derive(Clone, Debug)]
pub struct UnarchiveProduct {
    /// Which.
    pub id: ProductId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for UnarchiveProduct {
    type Out = ProductId;

    fn name(&self) -> &'static str {
        "unarchiveProduct"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ProductId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.patch(self.id, [Product::COLUMNS.archived_at.to(None)])?;
        Ok(self.id)
    }
}

/// Deletes a product that no order uses; one that is used can be archived.
#[derive(Clone, Debug)]
pub struct DeleteProduct {
    /// Which.
    pub id: ProductId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeleteProduct {
    type Out = ProductId;

    fn name(&self) -> &'static str {
        "deleteProduct"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ProductId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.delete(self.id)?;
        Ok(self.id)
    }
}
