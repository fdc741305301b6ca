//! Asking for refusals.

use async_graphql::{Context, ID, Object};
use docket_domain::refusal::queries::RefusalFilter;

use super::list::{RefusalEntryConnection, refusals};
use crate::graphql::connection::{Paging, most};
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::view::View;

/// Queries of refusals.
#[derive(Default)]
pub struct RefusalQuery;

#[Object]
impl RefusalQuery {
    /// What the rules refused lately, newest first: the last 30 days, and at most about 10,000. Input that cannot be meant
    /// is not in it. An entry may follow its refusal a moment later.
    #[graphql(complexity = "1 + most(first, last) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn refusals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1 to 100; 25 when absent. Together with `after`.")] first: Option<i32>,
        #[graphql(desc = "Those that follow this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end. Together with `before`.")] last: Option<i32>,
        #[graphql(desc = "Those that precede this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those by this rule, such as `credit_limit`.")] rule: Option<String>,
        #[graphql(desc = "Only those about this customer.")] customer_id: Option<ID>,
    ) -> Result<RefusalEntryConnection, ApiError> {
        let Some(customer) = customer_id.map(|id| id::seen(&id)).map_or(Some(None), |read| read.map(Some)) else {
            return Err(ApiError::bad_input("`customerId` is no id of a customer."));
        };
        let paging = Paging::new(first, after, last, before);
        refusals(View::of(ctx), RefusalFilter { rule, customer }, paging).await
    }
}
