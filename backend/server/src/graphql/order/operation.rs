//! Calling an order off, taking it again, deleting it, and taking today's prices for it.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::Order;
use super::input::{CancelOrderInput, DeleteOrderInput, DuplicateOrderInput, RepriceOrderInput};
use crate::graphql::error::ApiError;
use crate::graphql::mutate::mutate;
use crate::graphql::user_error::UserError;

/// Mutations of whole orders, apart from taking and shipping them.
#[derive(Default)]
pub struct OrderOperation;

#[Object]
impl OrderOperation {
    /// Calls an open order off: it leaves the customer's balance and stays to be looked at. Refused with
    /// `ACTION_NOT_ALLOWED` unless the order is open.
    async fn cancel_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order, and why.")] input: CancelOrderInput,
    ) -> Result<CancelOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(CancelOrderPayload { order, user_errors })
    }

    /// Takes an order again: a new open order of the same customer, with the same products and quantities at today's
    /// prices. Notes and the external reference stay behind. Refused as `createOrder` is.
    async fn duplicate_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: DuplicateOrderInput,
    ) -> Result<DuplicateOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(DuplicateOrderPayload { order, user_errors })
    }

    /// Deletes an open order that was never paid or shipped, with its items. Refused with `ACTION_NOT_ALLOWED`
    /// otherwise: cancel it instead.
    async fn delete_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order, and why.")] input: DeleteOrderInput,
    ) -> Result<DeleteOrderPayload, ApiError> {
        let deleted = |_, id: docket_domain::id::OrderId| async move { Ok(Some(id.to_string().into())) };
        let (deleted_id, user_errors) = mutate(ctx, input, deleted).await?;
        Ok(DeleteOrderPayload { deleted_id, user_errors })
    }

    /// Takes today's prices for all items of an open order; `repricing` shows the difference first. Refused with
    /// `CREDIT_LIMIT_EXCEEDED` when the customer would owe more than the credit limit.
    async fn reprice_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: RepriceOrderInput,
    ) -> Result<RepriceOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(RepriceOrderPayload { order, user_errors })
    }
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct CancelOrderPayload {
    /// The order as it is now; null when it was refused.
    order: Option<Order>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DuplicateOrderPayload {
    /// The new order; null when it was refused.
    order: Option<Order>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DeleteOrderPayload {
    /// The id that the order had; null when it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct RepriceOrderPayload {
    /// The order as it is now; null when it was refused.
    order: Option<Order>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}
