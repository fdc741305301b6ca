//! The declared rules, and what depends on what by them.

use cynic::QueryBuilder;

use super::client::{self, ApiError};
use super::schema;

/// A rule, by name and sentence: as far as a chip beside a value names it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its name, such as `credit_limit`.
    pub(crate) name: String,
    /// The requirement.
    pub(crate) sentence: String,
}

/// What kind of rule it is.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleKind {
    /// A condition that holds whenever a change is stored.
    Constraint,
    /// Takes a value from another row and keeps it.
    Copy,
    /// Counts rows.
    Count,
    /// Tells the world.
    Event,
    /// Calculates a value from others.
    Formula,
    /// Adds up.
    Sum,
    /// A condition on a change.
    Transition,
}

/// A rule as it is declared.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Rule")]
pub(crate) struct Declared {
    /// Its name, such as `credit_limit`.
    pub(crate) name: String,
    /// What kind of rule it is.
    pub(crate) kind: RuleKind,
    /// The requirement.
    pub(crate) sentence: String,
    /// The file that declares it.
    pub(crate) file: String,
    /// The declaration, in words and signs.
    pub(crate) expression: String,
    /// How often it said no in the last seven days.
    pub(crate) refused_lately: i32,
}

/// Which columns are read to fill which, and which conditions read them.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RuleGraph")]
pub(crate) struct Graph {
    /// Columns, and rules that fill none.
    pub(crate) nodes: Vec<Node>,
    /// From what is read to what depends on it.
    pub(crate) edges: Vec<Edge>,
}

/// A column, or a rule that fills none.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RuleNode")]
pub(crate) struct Node {
    /// `table.column`, or the rule's name.
    pub(crate) id: String,
    /// What it stands for.
    pub(crate) kind: NodeKind,
}

/// What a node stands for.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RuleNodeKind")]
pub(crate) enum NodeKind {
    /// A column that a rule fills.
    Derived,
    /// A column that people or the system set.
    Input,
    /// A rule that fills no column.
    Rule,
}

/// One thing that depends on another.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "RuleEdge")]
pub(crate) struct Edge {
    /// The node that is read.
    pub(crate) from: String,
    /// The node that depends on it.
    pub(crate) to: String,
    /// The name of the rule.
    pub(crate) rule: String,
}

/// All rules as they are declared, with their graph.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Query")]
pub(crate) struct Book {
    /// The rules, in the order in which they are declared: a rule's number is its place.
    pub(crate) rules: Vec<Declared>,
    /// What depends on what.
    pub(crate) rule_graph: Graph,
}

impl Book {
    /// A rule by its name, with its number.
    pub(crate) fn rule(&self, name: &str) -> Option<(usize, &Declared)> {
        let at = self.rules.iter().position(|rule| rule.name == name)?;
        Some((at + 1, &self.rules[at]))
    }
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct RulesQuery {
    rules: Vec<Rule>,
}

/// The names of all rules, in the order in which they are declared.
pub(crate) async fn catalogue() -> Result<Vec<Rule>, ApiError> {
    Ok(client::run(RulesQuery::build(())).await?.rules)
}

/// All there is to say about the rules.
pub(crate) async fn book() -> Result<Book, ApiError> {
    client::run(Book::build(())).await
}
