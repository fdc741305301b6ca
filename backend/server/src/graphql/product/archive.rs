//! Putting a product away, taking it back, and deleting one that no order uses.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use docket_domain::Refusal;
use docket_domain::id::ProductId;
use docket_domain::product::commands;

use super::Product;
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::mutate::{Input, mutate};
use crate::graphql::user_error::UserError;

/// Mutations of products that come and go.
#[derive(Default)]
pub struct ProductArchive;

#[Object]
impl ProductArchive {
    /// Sells a product no more; its SKU comes free. Orders that have it keep it.
    async fn archive_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ArchiveProductInput,
    ) -> Result<ArchiveProductPayload, ApiError> {
        let (product, user_errors) = mutate(ctx, input, Product::load).await?;
        Ok(ArchiveProductPayload { product, user_errors })
    }

    /// Sells a product again. Refused with `DUPLICATE_VALUE` when another has its SKU by now.
    async fn unarchive_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: UnarchiveProductInput,
    ) -> Result<UnarchiveProductPayload, ApiError> {
        let (product, user_errors) = mutate(ctx, input, Product::load).await?;
        Ok(UnarchiveProductPayload { product, user_errors })
    }

    /// Deletes a product that no order uses. Refused with `IN_USE` otherwise, with the numbers of orders that do.
    async fn delete_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: DeleteProductInput,
    ) -> Result<DeleteProductPayload, ApiError> {
        let deleted = |_, id: ProductId| async move { Ok(Some(id.to_string().into())) };
        let (deleted_id, user_errors) = mutate(ctx, input, deleted).await?;
        Ok(DeleteProductPayload { deleted_id, user_errors })
    }
}

/// A product to put away.
#[derive(InputObject)]
pub(super) struct ArchiveProductInput {
    /// Which product.
    id: ID,
    /// Refuse unless the product is still at this version.
    expected_version: Option<i64>,
}

impl Input for ArchiveProductInput {
    type Command = commands::ArchiveProduct;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::ArchiveProduct { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// A product to take back.
#[derive(InputObject)]
pub(super) struct UnarchiveProductInput {
    /// Which product.
    id: ID,
    /// Refuse unless the product is still at this version.
    expected_version: Option<i64>,
}

impl Input for UnarchiveProductInput {
    type Command = commands::UnarchiveProduct;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UnarchiveProduct { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// A product to delete.
#[derive(InputObject)]
pub(super) struct DeleteProductInput {
    /// Which product.
    id: ID,
    /// Refuse unless the product is still at this version.
    expected_version: Option<i64>,
}

impl Input for DeleteProductInput {
    type Command = commands::DeleteProduct;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::DeleteProduct { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct ArchiveProductPayload {
    /// The product as it is now; null when it was refused.
    product: Option<Product>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UnarchiveProductPayload {
    /// The product as it is now; null when it was refused.
    product: Option<Product>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DeleteProductPayload {
    /// The id that the product had; null when it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}
