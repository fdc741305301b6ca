//! What happened to an order, and the names of what the changes mention.

use std::collections::BTreeMap;

use cynic::{Id, QueryBuilder};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::client::{self, ApiError};
use super::super::scalar::DateTime;
use super::super::schema;

/// How many changes come at a time.
const PAGE: i32 = 20;

cynic::impl_scalar!(Value, schema::JSON);

/// Names of products and customers, by id.
pub(crate) type Names = BTreeMap<String, String>;

/// A page of what happened, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct History {
    /// The changes.
    pub(crate) changes: Vec<Change>,
    /// What the changes mention.
    pub(crate) names: Names,
    /// Where older changes follow, if there are any.
    pub(crate) older: Option<String>,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The version that the order has had since.
    pub(crate) version: i32,
    /// When.
    pub(crate) at: String,
    /// Who.
    pub(crate) actor: String,
    /// What was asked for, such as `addItem`.
    pub(crate) command: String,
    /// Why, if it was said.
    pub(crate) reason: Option<String>,
    /// What became different.
    pub(crate) rows: Vec<RowChange>,
}

/// A row that became different.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct RowChange {
    /// The kind of row: `orders` or `item`.
    pub(crate) entity: String,
    /// Its id.
    pub(crate) id: String,
    /// `insert`, `update` or `delete`.
    pub(crate) kind: String,
    /// What it was, by column.
    #[serde(default)]
    pub(crate) before: Map<String, Value>,
    /// What it is, by column.
    #[serde(default)]
    pub(crate) after: Map<String, Value>,
}

#[derive(cynic::QueryVariables)]
struct HistoryVariables {
    order: Id,
    first: i32,
    #[cynic(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "HistoryVariables")]
struct HistoryQuery {
    #[arguments(orderId: $order, first: $first, after: $after)]
    order_history: OrderChangeConnection,
}

#[derive(cynic::QueryFragment)]
struct OrderChangeConnection {
    nodes: Vec<OrderChange>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct OrderChange {
    version: i32,
    at: DateTime,
    actor: String,
    command: String,
    reason: Option<String>,
    changes: Value,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(cynic::QueryVariables)]
struct NamesVariables {
    ids: Vec<Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "NamesVariables")]
struct NamesQuery {
    #[arguments(ids: $ids)]
    nodes: Vec<Option<Named>>,
}

#[derive(cynic::InlineFragments)]
#[cynic(graphql_type = "Node")]
enum Named {
    Product(Product),
    Customer(Customer),
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::QueryFragment)]
struct Product {
    id: Id,
    name: String,
}

#[derive(cynic::QueryFragment)]
struct Customer {
    id: Id,
    name: String,
}

/// The newest changes of an order, or those that follow a place; with the names of what they mention.
pub(crate) async fn history(order: Id, after: Option<String>) -> Result<History, ApiError> {
    let variables = HistoryVariables { order, first: PAGE, after };
    let OrderChangeConnection { nodes, page_info } = client::run(HistoryQuery::build(variables)).await?.order_history;
    let changes: Vec<Change> = nodes.into_iter().map(Change::from).collect();
    let next = page_info.end_cursor.filter(|_| page_info.has_next_page);
    let names = names(&changes).await?;
    Ok(History { changes, names, older: next })
}

impl From<OrderChange> for Change {
    fn from(change: OrderChange) -> Self {
        let OrderChange { version, at, actor, command, reason, changes } = change;
        let rows = serde_json::from_value(changes).unwrap_or_default();
        Self { version, at: at.0, actor, command, reason, rows }
    }
}

async fn names(changes: &[Change]) -> Result<Names, ApiError> {
    let values = changes.iter().flat_map(|change| &change.rows).flat_map(|row| row.before.iter().chain(&row.after));
    let mut ids: Vec<&str> = values
        .filter(|(column, _)| matches!(column.as_str(), "product_id" | "customer_id"))
        .filter_map(|(_, value)| value.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = Names::new();
    for some in ids.chunks(100) {
        let ids = some.iter().map(|id| Id::new(*id)).collect();
        for named in client::run(NamesQuery::build(NamesVariables { ids })).await?.nodes.into_iter().flatten() {
            match named {
                Named::Product(Product { id, name }) | Named::Customer(Customer { id, name }) => {
                    names.insert(id.into_inner(), name);
                }
                Named::Other => {}
            }
        }
    }
    Ok(names)
}
