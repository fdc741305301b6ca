//! Finding an order by the names that people know it by.

use std::sync::Arc;

use async_graphql::{Context, Object};
use docket_domain::order::queries;

use super::Order;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

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
}
