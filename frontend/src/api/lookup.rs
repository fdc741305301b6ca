//! Finding things by what people type.

use cynic::{Id, QueryBuilder};

use super::client::{self, ApiError};
use super::orders::OrderStatus;
use super::scalar::{DateTime, Decimal};
use super::schema;

/// How many are offered.
const OFFERED: i32 = 8;

/// An order that fits.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Order")]
pub(crate) struct OrderHit {
    /// Its number.
    pub(crate) number: i32,
    /// Where it stands.
    pub(crate) status: OrderStatus,
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

/// A customer that fits, with its credit.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Customer")]
pub(crate) struct CustomerHit {
    /// Its id.
    pub(crate) id: Id,
    /// Its name.
    pub(crate) name: String,
    /// Where mail reaches it.
    pub(crate) email: Option<String>,
    /// What it owes.
    pub(crate) balance: Decimal,
    /// The most it may owe.
    pub(crate) credit_limit: Decimal,
    /// What is left.
    pub(crate) available_credit: Decimal,
    /// How many orders the balance sums.
    pub(crate) open_orders: i32,
    /// Since when it takes no orders.
    pub(crate) archived_at: Option<DateTime>,
}

/// A product that fits.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Product")]
pub(crate) struct ProductHit {
    /// Its id.
    pub(crate) id: Id,
    /// Its name.
    pub(crate) name: String,
    /// Its short name.
    pub(crate) sku: String,
    /// Its price today.
    pub(crate) unit_price: Decimal,
    /// Whether it may be ordered.
    pub(crate) available: bool,
}

#[derive(cynic::QueryVariables)]
struct Words {
    first: i32,
    #[cynic(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
}

impl Words {
    fn of(typed: &str) -> Self {
        let search = Some(typed.trim().to_owned()).filter(|words| !words.is_empty());
        Self { first: OFFERED, search }
    }
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct Orders {
    #[arguments(first: $first, search: $search)]
    orders: OrderConnection,
}

#[derive(cynic::QueryFragment)]
struct OrderConnection {
    nodes: Vec<OrderHit>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct Customers {
    #[arguments(first: $first, search: $search, where: { archivedAt: { isNull: true } }, orderBy: [{ field: NAME }])]
    customers: CustomerConnection,
}

#[derive(cynic::QueryFragment)]
struct CustomerConnection {
    nodes: Vec<CustomerHit>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct Products {
    #[arguments(first: $first, search: $search, where: { archivedAt: { isNull: true } }, orderBy: [{ field: NAME }])]
    products: ProductConnection,
}

#[derive(cynic::QueryFragment)]
struct ProductConnection {
    nodes: Vec<ProductHit>,
}

#[derive(cynic::QueryVariables)]
struct ById {
    id: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ById")]
struct Customer {
    #[arguments(id: $id)]
    customer: Option<CustomerHit>,
}

/// The customer with this id, if it takes orders.
pub(crate) async fn customer(id: &str) -> Result<Option<CustomerHit>, ApiError> {
    let customer = client::run(Customer::build(ById { id: Id::new(id) })).await?.customer;
    Ok(customer.filter(|customer| customer.archived_at.is_none()))
}

/// Orders by number, customer, reference or note, newest first.
pub(crate) async fn orders(typed: &str) -> Result<Vec<OrderHit>, ApiError> {
    Ok(client::run(Orders::build(Words::of(typed))).await?.orders.nodes)
}

/// Customers that take orders, by name or mail address.
pub(crate) async fn customers(typed: &str) -> Result<Vec<CustomerHit>, ApiError> {
    Ok(client::run(Customers::build(Words::of(typed))).await?.customers.nodes)
}

/// Products that are sold, by name or SKU.
pub(crate) async fn products(typed: &str) -> Result<Vec<ProductHit>, ApiError> {
    Ok(client::run(Products::build(Words::of(typed))).await?.products.nodes)
}
