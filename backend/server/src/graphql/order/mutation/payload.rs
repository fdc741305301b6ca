//! What mutations of orders answer with.

use async_graphql::SimpleObject;

use crate::graphql::order::{Item, Order};
use crate::graphql::user_error::UserError;

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct CreateOrderPayload {
    /// The order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UpdateOrderPayload {
    /// The order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct ShipOrderPayload {
    /// The order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UnshipOrderPayload {
    /// The order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct AddItemPayload {
    /// The item as it is now; null when it was refused.
    pub item: Option<Item>,
    /// Its order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UpdateItemPayload {
    /// The item as it is now; null when it was refused.
    pub item: Option<Item>,
    /// Its order as it is now; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DeleteItemPayload {
    /// The order without the item; null when it was refused.
    pub order: Option<Order>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
}
