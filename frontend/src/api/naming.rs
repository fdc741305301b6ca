//! What people call the rows that an answer names only by id: one question for all of them.

use std::collections::HashMap;

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::schema;

/// The most ids that one question may have.
const MOST: usize = 100;

/// What people call a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// An order by its number, also for one of its items.
    Order(i32),
    /// A customer.
    Customer(String),
    /// A product.
    Product(String),
}

#[derive(cynic::QueryVariables)]
struct Ids {
    ids: Vec<cynic::Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Ids")]
struct NodesQuery {
    #[arguments(ids: $ids)]
    nodes: Vec<Option<Node>>,
}

#[derive(cynic::InlineFragments)]
enum Node {
    Customer(CustomerName),
    Product(ProductName),
    Order(OrderNumber),
    Item(ItemOrder),
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Customer")]
struct CustomerName {
    name: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Product")]
struct ProductName {
    name: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Order")]
struct OrderNumber {
    number: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Item")]
struct ItemOrder {
    order: OrderNumber,
}

/// The names of those that exist.
pub(crate) async fn names(ids: impl IntoIterator<Item = cynic::Id>) -> Result<HashMap<String, Name>, ApiError> {
    let mut ids: Vec<cynic::Id> = ids.into_iter().collect();
    ids.sort_unstable_by(|one, other| one.inner().cmp(other.inner()));
    ids.dedup();
    ids.truncate(MOST);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let nodes = client::run(NodesQuery::build(Ids { ids: ids.clone() })).await?.nodes;
    let name = |node: Node| match node {
        Node::Customer(CustomerName { name }) => Some(Name::Customer(name)),
        Node::Product(ProductName { name }) => Some(Name::Product(name)),
        Node::Order(OrderNumber { number }) | Node::Item(ItemOrder { order: OrderNumber { number } }) => {
            Some(Name::Order(number))
        }
        Node::Other => None,
    };
    let named = ids.into_iter().zip(nodes);
    Ok(named.filter_map(|(id, node)| Some((id.into_inner(), name(node?)?))).collect())
}
