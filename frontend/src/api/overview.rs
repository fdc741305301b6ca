//! What needs attention now: one question for the whole of it.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::orders::{Order, OrderStatus};
use super::scalar::{Date, DateTime, Decimal};
use super::schema;

/// Where attention goes.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Query", variables = "Since")]
pub(crate) struct Overview {
    /// Customers near or over their limit, the nearest first.
    #[cynic(alias, rename = "customers")]
    #[arguments(
        first: 5,
        where: { archivedAt: { isNull: true }, creditUsedShare: { gte: $near } },
        orderBy: [{ field: CREDIT_USED_SHARE, direction: DESC }]
    )]
    pub(crate) near: Customers,
    /// Orders that were open before the day, the oldest first.
    #[cynic(alias, rename = "orders")]
    #[arguments(
        first: 3,
        where: { status: { eq: OPEN }, orderDate: { lt: $week } },
        orderBy: [{ field: ORDER_DATE, direction: ASC }]
    )]
    pub(crate) waiting: Orders,
    /// What those come to.
    #[cynic(alias, rename = "orderTotals")]
    #[arguments(by: STATUS, where: { status: { eq: OPEN }, orderDate: { lt: $week } })]
    pub(crate) waiting_total: Vec<Sum>,
    /// Orders that are paid and not shipped, the oldest first.
    #[cynic(alias, rename = "orders")]
    #[arguments(first: 3, where: { status: { eq: PAID } }, orderBy: [{ field: ORDER_DATE, direction: ASC }])]
    pub(crate) ready: Orders,
    /// What those come to.
    #[cynic(alias, rename = "orderTotals")]
    #[arguments(by: STATUS, where: { status: { eq: PAID } })]
    pub(crate) ready_total: Vec<Sum>,
    /// What shipped last.
    #[cynic(alias, rename = "orders")]
    #[arguments(first: 6, where: { dateShipped: { isNull: false } }, orderBy: [{ field: DATE_SHIPPED, direction: DESC }])]
    pub(crate) shipped: Orders,
    /// Any order at all.
    #[cynic(alias, rename = "orders")]
    #[arguments(first: 1)]
    pub(crate) any: Orders,
    /// The last refusals: as many as one question may ask for.
    #[arguments(first: 100)]
    pub(crate) refusals: Refusals,
}

/// Customers, and how many there are in all.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "CustomerConnection")]
pub(crate) struct Customers {
    /// The first of them.
    pub(crate) nodes: Vec<Customer>,
    /// How many.
    pub(crate) total_count: i32,
    /// Whether there are more.
    pub(crate) total_count_is_capped: bool,
}

/// A customer and its credit.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Its name.
    pub(crate) name: String,
    /// What it owes.
    pub(crate) balance: Decimal,
    /// The most that it may owe.
    pub(crate) credit_limit: Decimal,
    /// What is left.
    pub(crate) available_credit: Decimal,
    /// The currency of its amounts.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
}

/// The first orders of a list.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderConnection")]
pub(crate) struct Orders {
    /// The orders.
    pub(crate) nodes: Vec<Order>,
}

/// How many orders there are and what they come to.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderTotal")]
pub(crate) struct Sum {
    /// Where they stand.
    pub(crate) status: Option<OrderStatus>,
    /// How many.
    pub(crate) count: i32,
    /// The sum of their totals.
    pub(crate) amount_total: Decimal,
}

/// The last refusals.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RefusalEntryConnection")]
pub(crate) struct Refusals {
    /// Newest first.
    pub(crate) nodes: Vec<Refused>,
}

/// A refusal, as far as it is counted.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RefusalEntry")]
pub(crate) struct Refused {
    /// When.
    pub(crate) at: DateTime,
    /// Whom it was about.
    pub(crate) customer: Option<super::orders::Customer>,
}

/// What the question depends on.
#[derive(cynic::QueryVariables)]
pub(crate) struct Since {
    week: Date,
    near: Decimal,
}

/// What needs attention: limits used from this share on, orders open since before this day.
pub(crate) async fn overview(near: &str, before: &str) -> Result<Overview, ApiError> {
    let since = Since { week: Date(before.to_owned()), near: Decimal(near.to_owned()) };
    client::run(Overview::build(since)).await
}
