//! Finding a product by the name that people know it by.

use std::sync::Arc;

use async_graphql::{Context, Object};
use docket_domain::product::queries;

use super::Product;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// Look-ups of products.
#[derive(Default)]
pub struct ProductLookup;

#[Object]
impl ProductLookup {
    /// The product with this SKU, however it is capitalised, among those that are not archived;
    /// null when there is none.
    async fn product_by_sku(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The SKU.")] sku: String,
    ) -> Result<Option<Product>, ApiError> {
        let view = View::of(ctx);
        let found = queries::by_sku(view.snapshot().await?, &sku).await?;
        Ok(found.map(|row| Product::from(Arc::new(row))))
    }
}
