//! The declared rules, as far as a chip beside a value names them.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::schema;

/// A rule, by name and sentence.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its name, such as `credit_limit`.
    pub(crate) name: String,
    /// The requirement.
    pub(crate) sentence: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct RulesQuery {
    rules: Vec<Rule>,
}

/// All rules, in the order in which they are declared: a rule's number is its place.
pub(crate) async fn catalogue() -> Result<Vec<Rule>, ApiError> {
    Ok(client::run(RulesQuery::build(())).await?.rules)
}
