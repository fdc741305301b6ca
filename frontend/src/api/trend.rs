//! Orders and what shipped, day by day.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::scalar::{Date, Decimal};
use super::schema;

/// What a day brought.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderTotal")]
pub(crate) struct Day {
    /// The day.
    pub(crate) key: String,
    /// How many orders.
    pub(crate) count: i32,
    /// What they come to.
    pub(crate) amount_total: Decimal,
}

/// Every day of a span, the first first.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Query", variables = "Span")]
pub(crate) struct Trend {
    /// By the day on which orders were placed.
    #[cynic(alias, rename = "orderTotals")]
    #[arguments(by: DAY, from: $from, to: $to)]
    pub(crate) placed: Vec<Day>,
    /// By the day on which they shipped.
    #[cynic(alias, rename = "orderTotals")]
    #[arguments(by: DAY_SHIPPED, from: $from, to: $to)]
    pub(crate) shipped: Vec<Day>,
}

/// From which day to which.
#[derive(cynic::QueryVariables)]
pub(crate) struct Span {
    from: Date,
    to: Date,
}

/// The days from one to another, both included.
pub(crate) async fn trend(from: &str, to: &str) -> Result<Trend, ApiError> {
    client::run(Trend::build(Span { from: Date(from.to_owned()), to: Date(to.to_owned()) })).await
}
