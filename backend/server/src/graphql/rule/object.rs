//! A rule as the API shows it.

use async_graphql::{Enum, SimpleObject};
use docket_domain::rules::rule_set;
use docket_rules::rule;

/// What kind of rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum RuleKind {
    /// A condition on one row that holds whenever a change is stored.
    Constraint,
    /// A condition on a change of a row.
    Transition,
    /// Adds up a column of the rows that point here.
    Sum,
    /// Counts the rows that point here.
    Count,
    /// Calculates a column from others.
    Formula,
    /// Takes a column from the row that it points to, and keeps it.
    Copy,
    /// Tells the world when something happened.
    Event,
}

/// A business rule: one sentence, declared once, enforced on every write.
#[derive(Clone, SimpleObject)]
pub(super) struct Rule {
    /// Its name; that of a derivation is its column, such as `customer.balance`.
    name: String,
    /// What kind of rule it is.
    kind: RuleKind,
    /// The table that it stands on.
    table: &'static str,
    /// The requirement, in one sentence.
    sentence: &'static str,
    /// The file that declares it.
    file: &'static str,
    /// The declaration, in words and signs.
    expression: String,
    /// The columns that it reads.
    reads: Vec<String>,
    /// The column that it fills; null when it fills none.
    writes: Option<String>,
}

impl From<&rule::Rule> for Rule {
    fn from(rule: &rule::Rule) -> Self {
        let rules = rule_set();
        let schema = rules.schema();
        let file = rules.files().find(|(_, declared)| declared.iter().any(|it| it.name == rule.name));
        Self {
            name: rule.name.clone(),
            kind: match rule.body {
                rule::Body::Constraint { .. } => RuleKind::Constraint,
                rule::Body::Transition { .. } => RuleKind::Transition,
                rule::Body::Sum { .. } => RuleKind::Sum,
                rule::Body::Count { .. } => RuleKind::Count,
                rule::Body::Formula { .. } => RuleKind::Formula,
                rule::Body::Copy { .. } => RuleKind::Copy,
                rule::Body::Event { .. } => RuleKind::Event,
            },
            table: schema.table(rule.table()).name,
            sentence: rule.sentence,
            file: file.map_or("", |(name, _)| name),
            expression: rules.text(rule),
            reads: rules.reads(rule).into_iter().map(|at| schema.label(at)).collect(),
            writes: rule.target().map(|at| schema.label(at)),
        }
    }
}
