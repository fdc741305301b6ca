//! Finding an order by the names that people know it by.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use docket_domain::id::OrderId;
use docket_domain::order::queries;

use super::Order;
use super::history::{OrderChangeConnection, history};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::view::View;

/// The id that no order gets.
const NONE: OrderId = OrderId(uuid::Uuid::nil());

/// Look-ups of orders.
#[derive(Default)]
pub struct OrderLookup;

#[Object]
impl OrderLookup {
    /// The order with this number; null when there is none.
    async fn order_by_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its number.")] number: i64,
    ) -> Result<Option<Order>, ApiError> {
        let view = View::of(ctx);
        let found = queries::by_number(view.snapshot().await?, number).await?;
        Ok(found.map(|row| Order::new(view.clone(), Arc::new(row))))
    }

    /// The order that the customer's own system calls this; null when there is none.
    async fn order_by_external_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reference, exactly as it was entered.")] external_reference: String,
    ) -> Result<Option<Order>, ApiError> {
        let view = View::of(ctx);
        let found = queries::by_external_reference(view.snapshot().await?, &external_reference).await?;
        Ok(found.map(|row| Order::new(view.clone(), Arc::new(row))))
    }

    /// What happened to an order, newest first: also to one that was deleted. Empty when there never was one.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    async fn order_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id that the order has or had.")] order_id: ID,
        #[graphql(desc = "How many changes, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<i32>,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many changes, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
    ) -> Result<OrderChangeConnection, ApiError> {
        let order = id::seen(&order_id).unwrap_or(NONE);
        history(View::of(ctx), order, Paging::new(first, after, last, before)).await
    }
}
