//! One product: what its page shows and what can be done with it.

mod change;

use cynic::{Id, QueryBuilder};

pub(crate) use self::change::{Draft, Edit, Outcome, archive, create, delete, set_available, unarchive, update};

use super::client::{self, ApiError};
use super::orders::OrderStatus;
use super::products::Product;
use super::scalar::Date;
use super::schema;

/// How many orders are shown that have it.
const USES: i32 = 8;

/// An order that has a product.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Order")]
pub(crate) struct Use {
    /// The order's number.
    pub(crate) number: i32,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// The day it counts for.
    #[cynic(rename = "orderDate")]
    pub(crate) day: Date,
    /// Who ordered.
    pub(crate) customer: Named,
}

/// A customer, by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Customer")]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: String,
}

/// Where a product is used.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderConnection")]
pub(crate) struct Uses {
    /// The newest orders that have it.
    pub(crate) nodes: Vec<Use>,
    /// How many have it.
    pub(crate) total_count: i32,
    /// Whether there are more than that.
    pub(crate) total_count_is_capped: bool,
}

#[derive(cynic::QueryVariables)]
struct ById {
    id: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ById")]
struct ProductQuery {
    #[arguments(id: $id)]
    product: Option<Product>,
}

#[derive(cynic::QueryVariables)]
struct UsesVariables {
    first: i32,
    product: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "UsesVariables")]
struct UsesQuery {
    #[arguments(first: $first, where: { items: { some: { productId: { eq: $product } } } })]
    orders: Uses,
    #[arguments(first: 1, status: [OPEN], where: { items: { some: { productId: { eq: $product } } } })]
    #[cynic(rename = "orders", alias)]
    open: Open,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrderConnection")]
struct Open {
    total_count: i32,
}

/// The product with this id; none if there is none.
pub(crate) async fn by_id(id: &str) -> Result<Option<Product>, ApiError> {
    Ok(client::run(ProductQuery::build(ById { id: Id::new(id) })).await?.product)
}

/// The newest orders that have a product, and how many open ones do.
pub(crate) async fn uses(product: Id) -> Result<(Uses, i32), ApiError> {
    let UsesQuery { orders, open } = client::run(UsesQuery::build(UsesVariables { first: USES, product })).await?;
    Ok((orders, open.total_count))
}
