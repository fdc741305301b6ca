//! One customer in full: what its page shows.

mod change;

use cynic::{Id, QueryBuilder};

pub(crate) use self::change::{Draft, Edit, archive, create, delete, unarchive, update};

use super::client::{self, ApiError};
use super::orders::{OrderStatus, Place};
use super::paging::{Page, PageInfo, Window, beside};
use super::scalar::{Date, DateTime, Decimal};
use super::schema;

/// How many orders stand on a page of a customer's.
pub(crate) const ORDERS: i32 = 10;
/// How many refusals are shown.
const REFUSALS: i32 = 8;

/// A customer.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Its id.
    pub(crate) id: Id,
    /// Rises when somebody changes it; not with its balance.
    pub(crate) version: i32,
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
    /// When it was entered.
    pub(crate) created_at: DateTime,
    /// Since when it takes no orders.
    pub(crate) archived_at: Option<DateTime>,
    /// The currency of all amounts.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
}

/// An order of a customer's.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Order")]
pub(crate) struct OrderRow {
    /// Its id.
    pub(crate) id: Id,
    /// Its number.
    pub(crate) number: i32,
    /// Rises with each change.
    pub(crate) version: i32,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// The day it counts for.
    #[cynic(rename = "orderDate")]
    pub(crate) day: Date,
    /// How many items it has.
    pub(crate) item_count: i32,
    /// What it comes to.
    pub(crate) amount_total: Decimal,
}

/// Something that a rule refused.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RefusalEntry")]
pub(crate) struct Refused {
    /// When.
    pub(crate) at: DateTime,
    /// Who wanted it.
    pub(crate) actor: String,
    /// What was wanted.
    pub(crate) command: String,
    /// The rule that said no.
    pub(crate) rule: String,
    /// What it said.
    pub(crate) message: String,
}

#[derive(cynic::QueryVariables)]
struct ById {
    id: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ById")]
struct CustomerQuery {
    #[arguments(id: $id)]
    customer: Option<Customer>,
}

#[derive(cynic::QueryVariables)]
struct OrdersVariables {
    customer: Id,
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
    status: Option<Vec<OrderStatus>>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OrdersVariables")]
struct OrdersQuery {
    #[arguments(customerId: $customer, first: $first, after: $after, last: $last, before: $before, status: $status)]
    orders: OrderConnection,
}

#[derive(cynic::QueryFragment)]
struct OrderConnection {
    nodes: Vec<OrderRow>,
    page_info: PageInfo,
    total_count: i32,
    total_count_is_capped: bool,
}

#[derive(cynic::QueryVariables)]
struct RefusedVariables {
    customer: Id,
    first: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "RefusedVariables")]
struct RefusedQuery {
    #[arguments(customerId: $customer, first: $first)]
    refusals: RefusalEntryConnection,
}

#[derive(cynic::QueryFragment)]
struct RefusalEntryConnection {
    nodes: Vec<Refused>,
}

/// The customer with this id; none if there is none.
pub(crate) async fn by_id(id: &str) -> Result<Option<Customer>, ApiError> {
    Ok(client::run(CustomerQuery::build(ById { id: Id::new(id) })).await?.customer)
}

/// A page of a customer's orders, newest first; only those that stand at one of these, if any are given.
pub(crate) async fn orders(
    customer: Id,
    status: Option<Vec<OrderStatus>>,
    place: &Place,
) -> Result<Page<OrderRow>, ApiError> {
    let Window { first, after, last, before } = Window::of(place, ORDERS);
    let variables = OrdersVariables { customer, first, after, last, before, status };
    let answer = client::run(OrdersQuery::build(variables)).await?.orders;
    let (previous, next) = beside(place, answer.page_info);
    let (total, capped) = (answer.total_count, answer.total_count_is_capped);
    Ok(Page { rows: answer.nodes, total, capped, previous, next })
}

/// What the rules refused lately for a customer, newest first.
pub(crate) async fn refused(customer: Id) -> Result<Vec<Refused>, ApiError> {
    let variables = RefusedVariables { customer, first: REFUSALS };
    Ok(client::run(RefusedQuery::build(variables)).await?.refusals.nodes)
}
