//! An order as the API shows it.

use std::sync::Arc;

use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use docket_domain::Fault;
use docket_domain::id::OrderId;
use docket_domain::order::{self, entity::Model, queries};

use super::history::{OrderChangeConnection, history};
use super::{Item, OrderAction, OrderStatus};
use crate::graphql::connection::{Paging, most};
use crate::graphql::customer::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::view::View;

/// What a customer ordered, and where it stands.
pub struct Order {
    view: Arc<View>,
    row: Arc<Model>,
}

impl Order {
    /// A row seen through a view.
    pub const fn new(view: Arc<View>, row: Arc<Model>) -> Self {
        Self { view, row }
    }

    /// The order with this id.
    pub async fn load(view: Arc<View>, id: OrderId) -> Result<Option<Self>, ApiError> {
        let found = queries::by_ids(view.snapshot().await?, &[id]).await?.pop();
        Ok(found.map(|row| Self { view, row: Arc::new(row) }))
    }

    /// Its items, oldest first.
    pub async fn items(&self) -> Result<Vec<Item>, ApiError> {
        let rows = self.view.items.load_one(self.row.id).await?.unwrap_or_default();
        Ok(rows.into_iter().map(|row| Item::new(self.view.clone(), self.row.clone(), row)).collect())
    }
}

#[Object]
impl Order {
    /// Its id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// The number that people use. Numbers rise, with gaps.
    async fn number(&self) -> i64 {
        self.row.number
    }

    /// Who ordered.
    async fn customer(&self) -> Result<Customer, ApiError> {
        let found = Customer::load(self.view.clone(), self.row.customer_id).await?;
        Ok(found.ok_or(Fault::Internal("an order without its customer"))?)
    }

    /// Where it stands.
    async fn status(&self) -> OrderStatus {
        self.row.status.into()
    }

    /// The day it was ordered.
    async fn order_date(&self) -> Date {
        Date(self.row.order_date)
    }

    /// When it shipped; null while it has not.
    async fn date_shipped(&self) -> Option<DateTime<Utc>> {
        self.row.date_shipped
    }

    /// What the customer's own system calls it; unique.
    async fn external_reference(&self) -> Option<&str> {
        self.row.external_reference.as_deref()
    }

    /// Whatever people want to remember.
    async fn notes(&self) -> &str {
        &self.row.notes
    }

    /// ISO 4217 code of the currency of its amounts.
    async fn currency(&self) -> &str {
        &self.row.currency
    }

    /// How many decimals the currency has.
    async fn minor_unit(&self) -> i64 {
        self.row.minor_unit
    }

    /// The sum of its items' amounts.
    async fn amount_total(&self) -> Decimal {
        self.row.amount_total.into()
    }

    /// How many items it has.
    async fn item_count(&self) -> i64 {
        self.row.item_count
    }

    /// Its items, in the order they were added.
    #[graphql(name = "items", complexity = "1 + 10 * child_complexity")]
    async fn all_items(&self) -> Result<Vec<Item>, ApiError> {
        self.items().await
    }

    /// What happened to it, newest first.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    async fn history(
        &self,
        #[graphql(desc = "How many changes, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<i32>,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many changes, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
    ) -> Result<OrderChangeConnection, ApiError> {
        history(&self.view, self.row.id, Paging::new(first, after, last, before)).await
    }

    /// What can be done with it. Rules may still say no, such as the credit limit.
    async fn allowed_actions(&self) -> Vec<OrderAction> {
        order::allowed_actions(self.row.status, self.row.first_settled_at.is_some())
            .into_iter()
            .map(Into::into)
            .collect()
    }

    /// Rises when somebody changes it or one of its items. Pass it as `expectedVersion` to change only what you saw.
    async fn version(&self) -> i64 {
        self.row.version
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
}
