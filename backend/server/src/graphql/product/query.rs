//! Asking for products.

use async_graphql::{Context, ID, Object};

use super::Product;
use super::list::{ProductConnection, products};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::view::View;

/// Queries of products.
#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// The product with this id; null when there is none.
    async fn product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Product>, ApiError> {
        let Some(id) = id::seen(&id) else { return Ok(None) };
        Product::load(View::of(ctx).clone(), id).await
    }

    /// Products, oldest first.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many products, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many products, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
    ) -> Result<ProductConnection, ApiError> {
        products(View::of(ctx), Paging::new(first, after, last, before)).await
    }
}
