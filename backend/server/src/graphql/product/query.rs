//! Asking for products.

use async_graphql::{Context, ID, Object};

use super::Product;
use super::list::{ProductConnection, products};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::find::{OrderBy, Products, Where, ask};
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

    /// Products that are asked for; oldest first unless an order is given.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, each of them optional")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many products, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many products, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Only those for which this holds.")] filter: Option<Where<Products>>,
        #[graphql(desc = "Their order; oldest first when absent. Ties are broken by id.")] order_by: Option<
            Vec<OrderBy<Products>>,
        >,
        #[graphql(desc = "Only those that say each of these words, in any case: in their SKU or name.")] search: Option<
            String,
        >,
    ) -> Result<ProductConnection, ApiError> {
        let find = ask(filter.as_ref(), order_by.as_deref(), search.as_deref())?;
        products(View::of(ctx), find, Paging::new(first, after, last, before)).await
    }
}
