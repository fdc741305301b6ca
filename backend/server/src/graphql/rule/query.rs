//! Asking about the rules.

use async_graphql::{Context, ID, Object};
use docket_domain::rules::rule_set;

use super::explain::{ExplainResult, ExplainableEntity, explain};
use super::graph::{RuleGraph, graph};
use super::object::{Refused, Rule};
use super::verification::{Verification, verification};
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// Queries about the rules.
#[derive(Default)]
pub struct RuleQuery;

#[Object]
impl RuleQuery {
    /// All business rules, in the order of their files.
    #[graphql(complexity = "1 + 40 * child_complexity")]
    async fn rules(&self) -> Vec<Rule> {
        let refused = Refused::default();
        rule_set().rules().iter().map(|rule| Rule::among(&refused, rule)).collect()
    }

    /// Which columns are read to fill which, and which conditions read them.
    #[graphql(complexity = "1 + 200 * child_complexity")]
    async fn rule_graph(&self) -> RuleGraph {
        graph()
    }

    /// Recomputes every value that rules derive, in the whole tenant, and compares it with what is stored. It reads every
    /// row: an instance runs one at a time, and refuses another meanwhile with `TOO_MANY_REQUESTS`.
    #[graphql(complexity = "10_000 + 40 * child_complexity")]
    async fn verification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this rule, such as `customer.balance`.")] rule: Option<String>,
    ) -> Result<Verification, ApiError> {
        verification(View::of(ctx), rule.as_deref()).await
    }

    /// Why a stored value is what it is, down to the orders and items behind it.
    #[graphql(complexity = "500 + child_complexity")]
    async fn explain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the value belongs to.")] entity: ExplainableEntity,
        #[graphql(desc = "Its id.")] id: ID,
        #[graphql(desc = "The field, such as `balance`.")] field: String,
        #[graphql(desc = "How many terms, from 1 to 50; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "Only terms that follow this cursor.")] after: Option<String>,
    ) -> Result<ExplainResult, ApiError> {
        explain(View::of(ctx), entity, &id, field, first, after).await
    }
}
