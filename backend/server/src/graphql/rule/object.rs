//! A rule as the API shows it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::TimeDelta;
use docket_domain::refusal::queries;
use docket_domain::rules::rule_set;
use docket_rules::rule;
use tokio::sync::OnceCell;

use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// How far back "lately" goes.
const LATELY_DAYS: i64 = 7;

/// How often each rule has refused lately: counted once for all rules of an answer, when it is asked for.
pub(super) type Refused = Arc<OnceCell<HashMap<String, u64>>>;

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
#[graphql(complex)]
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
    #[graphql(skip)]
    refused: Refused,
}

#[ComplexObject]
impl Rule {
    /// How often it has refused a change in the last 7 days, as far as the log of refusals still knows.
    async fn refused_lately(&self, ctx: &Context<'_>) -> Result<u64, ApiError> {
        let view = View::of(ctx);
        let count = async || -> Result<_, ApiError> {
            let since = view.docket().clock().now() - TimeDelta::days(LATELY_DAYS);
            Ok(queries::by_rule(view.snapshot().await?, since).await?)
        };
        let refused = self.refused.get_or_try_init(count).await?;
        Ok(refused.get(&self.name).copied().unwrap_or_default())
    }
}

impl Rule {
    /// One of several rules of an answer.
    pub(super) fn among(refused: &Refused, rule: &rule::Rule) -> Self {
        Self { refused: refused.clone(), ..Self::from(rule) }
    }
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
            refused: Refused::default(),
        }
    }
}
