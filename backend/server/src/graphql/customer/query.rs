//! Asking for customers.

use async_graphql::{Context, ID, Object};

use super::Customer;
use super::list::{CustomerConnection, customers};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::view::View;

/// Queries of customers.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// The customer with this id; null when there is none.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Customer>, ApiError> {
        let Some(id) = id::seen(&id) else { return Ok(None) };
        Customer::load(View::of(ctx).clone(), id).await
    }

    /// Customers, oldest first.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many customers, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many customers, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
    ) -> Result<CustomerConnection, ApiError> {
        customers(View::of(ctx), Paging::new(first, after, last, before)).await
    }
}
