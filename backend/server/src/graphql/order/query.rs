//! Asking for orders.

use async_graphql::{Context, ID, Object};
use docket_domain::id::CustomerId;
use docket_domain::order::queries;

use super::{Order, OrderConnection, OrderStatus, orders};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::find::{OrderBy, Orders, Where, ask};
use crate::graphql::id;
use crate::graphql::view::View;

/// The id that no customer gets.
const NOBODY: CustomerId = CustomerId(uuid::Uuid::nil());

/// Queries of orders.
#[derive(Default)]
pub struct OrderQuery;

#[Object]
impl OrderQuery {
    /// The order with this id; null when there is none.
    async fn order(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<Order>, ApiError> {
        let Some(id) = id::seen(&id) else { return Ok(None) };
        Order::load(View::of(ctx).clone(), id).await
    }

    /// Orders that are asked for; newest first unless an order is given.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, each of them optional")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many orders, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<i32>,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many orders, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Only those for which this holds.")] filter: Option<Where<Orders>>,
        #[graphql(desc = "Their order; newest first when absent. Ties are broken by id.")] order_by: Option<
            Vec<OrderBy<Orders>>,
        >,
        #[graphql(
            desc = "Only those that say each of these words, in any case: in their number, external reference, notes or customer's name."
        )]
        search: Option<String>,
        #[graphql(desc = "Only those that stand at one of these.")] status: Option<Vec<OrderStatus>>,
        #[graphql(desc = "Only those of this customer.")] customer_id: Option<ID>,
    ) -> Result<OrderConnection, ApiError> {
        // An id that is none belongs to nobody, and nobody has no orders.
        let customer = customer_id.map(|id| id::seen(&id).unwrap_or(NOBODY));
        let mut find = ask(filter.as_ref(), order_by.as_deref(), search.as_deref())?;
        if let Some(status) = OrderStatus::each(status) {
            find = find.only(queries::standing_at(status));
        }
        if let Some(customer) = customer {
            find = find.only(queries::of_customer(customer));
        }
        orders(View::of(ctx), find, Paging::new(first, after, last, before)).await
    }
}
