//! A customer as the API shows it.

use std::sync::Arc;

use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use docket_domain::customer::entity::Model;
use docket_domain::id::CustomerId;
use docket_domain::order::queries;

use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::find::{OrderBy, Orders, Where, ask};
use crate::graphql::order::{OrderConnection, OrderStatus, orders};
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// A customer, with the credit it has and uses.
pub struct Customer {
    view: Arc<View>,
    row: Arc<Model>,
}

impl Customer {
    /// A row seen through a view.
    pub const fn new(view: Arc<View>, row: Arc<Model>) -> Self {
        Self { view, row }
    }

    /// The customer with this id.
    pub async fn load(view: Arc<View>, id: CustomerId) -> Result<Option<Self>, ApiError> {
        Ok(view.customers.load_one(id).await?.map(|row| Self { view, row }))
    }
}

#[Object]
impl Customer {
    /// Its id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Where mail reaches it; unique among customers that are not archived.
    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }

    /// The most that it may owe.
    async fn credit_limit(&self) -> Decimal {
        self.row.credit_limit.into()
    }

    /// What it owes: the sum of its orders that have not shipped, and were not cancelled or refunded.
    async fn balance(&self) -> Decimal {
        self.row.balance.into()
    }

    /// How much more it may order: the credit limit less the balance. Negative when the limit was overrun.
    async fn available_credit(&self) -> Decimal {
        self.row.available_credit().into()
    }

    /// Its balance as a share of its credit limit, cut to three decimals: 1 is all of it. Null where the limit is 0.
    async fn credit_used_share(&self) -> Option<Decimal> {
        self.row.credit_used_share().map(Into::into)
    }

    /// ISO 4217 code of the currency of its amounts.
    async fn currency(&self) -> &str {
        &self.row.currency
    }

    /// How many decimals the currency has.
    async fn minor_unit(&self) -> i64 {
        self.row.minor_unit
    }

    /// How many orders the balance sums.
    async fn open_orders(&self) -> i64 {
        self.row.open_orders
    }

    /// Since when it takes no orders; null while it does.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.row.archived_at
    }

    /// Rises when somebody changes it; its balance raises none. Pass it as `expectedVersion` to change only what you saw.
    async fn version(&self) -> i64 {
        self.row.version
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// Its orders; newest first unless an order is given.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, each of them optional")]
    async fn orders(
        &self,
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
    ) -> Result<OrderConnection, ApiError> {
        let mut find = ask(filter.as_ref(), order_by.as_deref(), search.as_deref())?;
        if let Some(status) = OrderStatus::each(status) {
            find = find.only(queries::standing_at(status));
        }
        find = find.only(queries::of_customer(self.row.id));
        orders(&self.view, find, Paging::new(first, after, last, before)).await
    }
}
