//! Making many products available, or not, at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use docket_domain::id::ProductId;
use docket_domain::product::{commands, queries};

use super::Product;
use crate::graphql::bulk::{Row, each};
use crate::graphql::error::ApiError;
use crate::graphql::user_error::UserError;
use crate::graphql::view::View;

/// Mutations of many products.
#[derive(Default)]
pub struct ProductBulk;

#[Object]
impl ProductBulk {
    /// Makes up to 100 products available or not. Each is stored or refused for itself, in the order of the ids.
    #[graphql(complexity = "1 + input.ids.len() * child_complexity")]
    async fn set_products_available(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which products.")] input: SetProductsAvailableInput,
    ) -> Result<SetProductsAvailablePayload, ApiError> {
        let available = Some(input.available);
        let set = |id| commands::UpdateProduct { available, ..commands::UpdateProduct::of(id) };
        let rows = each(ctx, input.ids, set).await?;
        let ids: Vec<ProductId> = rows.iter().filter_map(|row| row.out).collect();
        let found = queries::by_ids(View::of(ctx).afresh().snapshot().await?, &ids).await?;
        let products: HashMap<ProductId, _> = found.into_iter().map(|row| (row.id, Arc::new(row))).collect();
        let product = |id: ProductId| products.get(&id).cloned().map(Product::from);
        let result = |row: Row<ProductId>| ProductResult {
            id: row.id,
            product: row.out.and_then(product),
            user_errors: row.user_errors,
        };
        Ok(SetProductsAvailablePayload { results: rows.into_iter().map(result).collect() })
    }
}

/// Products that become available, or not.
#[derive(InputObject)]
pub(super) struct SetProductsAvailableInput {
    /// Which products; at most 100.
    ids: Vec<ID>,
    /// Whether they may be ordered.
    available: bool,
}

/// What became of one product.
#[derive(SimpleObject)]
pub(super) struct ProductResult {
    /// The id as it was given.
    id: ID,
    /// The product as it is now; null when it was refused.
    product: Option<Product>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of them.
#[derive(SimpleObject)]
pub(super) struct SetProductsAvailablePayload {
    /// A result for each id, in their order.
    results: Vec<ProductResult>,
}
