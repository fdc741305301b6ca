//! Entering and changing products.

use async_graphql::{Context, Object, SimpleObject};

use super::Product;
use super::input::{CreateProductInput, UpdateProductInput};
use crate::graphql::error::ApiError;
use crate::graphql::mutate::mutate;
use crate::graphql::user_error::UserError;

/// Mutations of products.
#[derive(Default)]
pub struct ProductMutation;

#[Object]
impl ProductMutation {
    /// Enters a product. Refused with `DUPLICATE_VALUE` when another has the SKU.
    async fn create_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] input: CreateProductInput,
    ) -> Result<CreateProductPayload, ApiError> {
        let (product, user_errors) = mutate(ctx, input, Product::load).await?;
        Ok(CreateProductPayload { product, user_errors })
    }

    /// Changes a product. Items that were ordered keep the price they had.
    async fn update_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateProductInput,
    ) -> Result<UpdateProductPayload, ApiError> {
        let (product, user_errors) = mutate(ctx, input, Product::load).await?;
        Ok(UpdateProductPayload { product, user_errors })
    }
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct CreateProductPayload {
    /// The product; null when it was refused.
    product: Option<Product>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UpdateProductPayload {
    /// The product as it is now; null when the change was refused.
    product: Option<Product>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}
