//! An item as the API shows it.

use std::sync::Arc;

use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use docket_domain::Fault;
use docket_domain::order::commands::ChangedItem;
use docket_domain::order::entity::Model as OrderRow;
use docket_domain::order::item::entity::Model;

use super::Order;
use crate::graphql::error::ApiError;
use crate::graphql::product::Product;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// So much of one product, at the price it had when it was ordered.
pub struct Item {
    view: Arc<View>,
    order: Arc<OrderRow>,
    row: Arc<Model>,
}

impl Item {
    /// A row of an order, seen through a view.
    pub const fn new(view: Arc<View>, order: Arc<OrderRow>, row: Arc<Model>) -> Self {
        Self { view, order, row }
    }

    /// The item, if it is still there, and its order.
    pub async fn load(view: Arc<View>, changed: ChangedItem) -> Result<Option<(Option<Self>, Order)>, ApiError> {
        let Some(order) = Order::load(view, changed.order).await? else { return Ok(None) };
        let item = order.items().await?.into_iter().find(|item| item.row.id == changed.item);
        Ok(Some((item, order)))
    }
}

#[Object]
impl Item {
    /// Its id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// The order that it is part of.
    async fn order(&self) -> Order {
        Order::new(self.view.clone(), self.order.clone())
    }

    /// What is ordered.
    async fn product(&self) -> Result<Product, ApiError> {
        let found = Product::load(self.view.clone(), self.row.product_id).await?;
        Ok(found.ok_or(Fault::Internal("an item without its product"))?)
    }

    /// How much of it.
    async fn quantity(&self) -> Decimal {
        self.row.quantity.into()
    }

    /// The product's price when it was ordered, in the order's currency.
    async fn unit_price(&self) -> Decimal {
        self.row.unit_price.into()
    }

    /// Quantity × unit price, rounded to the currency's decimals, half away from zero.
    async fn amount(&self) -> Decimal {
        self.row.amount.into()
    }

    /// Rises when somebody changes it. Pass it as `expectedVersion` to change only what you saw.
    async fn version(&self) -> i64 {
        self.row.version
    }

    /// When it was added.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
}
