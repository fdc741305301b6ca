//! Every stored value compared with what its rule gives.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::schema;

/// What comparing gave.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verification {
    /// How many derived values differ: 0 is the promise kept.
    pub(crate) drift: i32,
    /// What each rule gave.
    pub(crate) rules: Vec<Checked>,
}

/// What one rule gave.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RuleVerification")]
pub(crate) struct Checked {
    /// The rule.
    pub(crate) rule: Named,
    /// How many rows were looked at.
    pub(crate) rows: i32,
    /// How many values differ.
    pub(crate) drift: i32,
    /// How many rows are in breach of a condition, which they may be if they are older than it.
    pub(crate) breaches: i32,
    /// How long it took.
    pub(crate) milliseconds: i32,
    /// The first rows that are not as the rule wants them.
    pub(crate) examples: Vec<Wrong>,
}

/// A rule by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Rule")]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: String,
}

/// A row that is not as a rule wants it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "WrongRow")]
pub(crate) struct Wrong {
    /// The row.
    pub(crate) id: cynic::Id,
    /// What is stored; none for a condition.
    pub(crate) stored: Option<String>,
    /// What the rule gives; none for a condition.
    pub(crate) computed: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct VerificationQuery {
    verification: Verification,
}

/// Compares them now, all of them.
pub(crate) async fn verify() -> Result<Verification, ApiError> {
    Ok(client::run(VerificationQuery::build(())).await?.verification)
}
