//! Asking for customers.

use async_graphql::{Context, ID, Object};

use super::Customer;
use super::list::{CustomerConnection, customers};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::find::{Customers, OrderBy, Where, ask};
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

    /// Customers that are asked for; oldest first unless an order is given.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, each of them optional")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many customers, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many customers, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Only those for which this holds.")] filter: Option<Where<Customers>>,
        #[graphql(desc = "Their order; oldest first when absent. Ties are broken by id.")] order_by: Option<
            Vec<OrderBy<Customers>>,
        >,
        #[graphql(desc = "Only those that say each of these words, in any case: in their name or e-mail address.")]
        search: Option<String>,
    ) -> Result<CustomerConnection, ApiError> {
        let find = ask(filter.as_ref(), order_by.as_deref(), search.as_deref())?;
        customers(View::of(ctx), find, Paging::new(first, after, last, before)).await
    }
}
