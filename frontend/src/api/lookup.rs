//! Finding things by what people type.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::orders::Order;
use super::schema;

#[derive(cynic::QueryVariables)]
struct ByNumber {
    number: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByNumber")]
struct OrderByNumber {
    #[arguments(number: $number)]
    order_by_number: Option<Order>,
}

/// The order with this number.
pub(crate) async fn order(number: i32) -> Result<Option<Order>, ApiError> {
    Ok(client::run(OrderByNumber::build(ByNumber { number })).await?.order_by_number)
}
