//! Taking and changing orders.

use async_graphql::{Context, Object};

use super::input::{
    AddItemInput, CreateOrderInput, DeleteItemInput, ShipOrderInput, UnshipOrderInput, UpdateItemInput,
    UpdateOrderInput,
};
use super::{Item, Order};
use crate::graphql::error::ApiError;
use crate::graphql::mutate::mutate;

mod payload;

use payload::{
    AddItemPayload, CreateOrderPayload, DeleteItemPayload, ShipOrderPayload, UnshipOrderPayload, UpdateItemPayload,
    UpdateOrderPayload,
};

/// Mutations of orders.
#[derive(Default)]
pub struct OrderMutation;

#[Object]
impl OrderMutation {
    /// Takes an order with its items. Refused with `CREDIT_LIMIT_EXCEEDED` when the customer would owe more than the credit
    /// limit, and with `RULE_VIOLATED` when a product is not available.
    async fn create_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: CreateOrderInput,
    ) -> Result<CreateOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(CreateOrderPayload { order, user_errors })
    }

    /// Changes an order's own fields.
    async fn update_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateOrderInput,
    ) -> Result<UpdateOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(UpdateOrderPayload { order, user_errors })
    }

    /// Ships an order: it leaves the customer's balance, and `order_shipping` is told. Refused with `ACTION_NOT_ALLOWED`
    /// unless the order is open or paid.
    async fn ship_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: ShipOrderInput,
    ) -> Result<ShipOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(ShipOrderPayload { order, user_errors })
    }

    /// Takes a shipment back: the order stands where it stood before, and its credit is judged again.
    async fn unship_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: UnshipOrderInput,
    ) -> Result<UnshipOrderPayload, ApiError> {
        let (order, user_errors) = mutate(ctx, input, Order::load).await?;
        Ok(UnshipOrderPayload { order, user_errors })
    }

    /// Adds an item to an open order.
    async fn add_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: AddItemInput,
    ) -> Result<AddItemPayload, ApiError> {
        let (loaded, user_errors) = mutate(ctx, input, Item::load).await?;
        let (item, order) = loaded.unzip();
        Ok(AddItemPayload { item: item.flatten(), order, user_errors })
    }

    /// Changes an item of an open order, or moves it to another open order.
    async fn update_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateItemInput,
    ) -> Result<UpdateItemPayload, ApiError> {
        let (loaded, user_errors) = mutate(ctx, input, Item::load).await?;
        let (item, order) = loaded.unzip();
        Ok(UpdateItemPayload { item: item.flatten(), order, user_errors })
    }

    /// Takes an item out of an open order. The last one stays: an order keeps at least one item.
    async fn delete_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which item.")] input: DeleteItemInput,
    ) -> Result<DeleteItemPayload, ApiError> {
        let (loaded, user_errors) = mutate(ctx, input, Item::load).await?;
        Ok(DeleteItemPayload { order: loaded.map(|(_, order)| order), user_errors })
    }
}
