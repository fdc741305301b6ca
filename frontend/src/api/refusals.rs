//! What the rules refused lately, newest first.

use cynic::QueryBuilder;
use serde_json::Value;

use super::client::{self, ApiError};
use super::scalar::{DateTime, Json};
use super::schema;

/// One rule that said no to one change.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "RefusalEntry")]
pub(crate) struct Entry {
    /// The row that was judged, which may never have been stored.
    pub(crate) id: cynic::Id,
    /// When.
    pub(crate) at: DateTime,
    /// Who was refused.
    pub(crate) actor: String,
    /// What was asked for, such as `createOrder`.
    pub(crate) command: String,
    /// The name of the rule.
    pub(crate) rule: String,
    /// Whom it was about.
    pub(crate) customer: Option<Customer>,
    facts: Json,
}

impl Entry {
    /// What was tried and what the limit was, where the rule compares numbers.
    pub(crate) fn compared(&self) -> Option<(&str, &str)> {
        let text = |name| self.facts.0.get(name).and_then(Value::as_str);
        Some((text("attempted")?, text("limit")?))
    }
}

/// A customer, as far as a refusal names it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Its name.
    pub(crate) name: String,
}

/// A page of refusals.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    /// The refusals, newest first.
    pub(crate) entries: Vec<Entry>,
    /// How many the log still has.
    pub(crate) total: i32,
    /// Where older ones follow, if there are any.
    pub(crate) older: Option<String>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    first: i32,
    #[cynic(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct RefusalsQuery {
    #[arguments(first: $first, after: $after)]
    refusals: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RefusalEntryConnection")]
struct Connection {
    nodes: Vec<Entry>,
    page_info: PageInfo,
    total_count: i32,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// The newest refusals, or those that follow a cursor.
pub(crate) async fn page(first: i32, after: Option<String>) -> Result<Page, ApiError> {
    let Connection { nodes, page_info, total_count } =
        client::run(RefusalsQuery::build(Variables { first, after })).await?.refusals;
    let older = page_info.end_cursor.filter(|_| page_info.has_next_page);
    Ok(Page { entries: nodes, total: total_count, older })
}
