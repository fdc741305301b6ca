//! Finding a customer by the name that people know it by.

use std::sync::Arc;

use async_graphql::{Context, Object};
use docket_domain::customer::queries;

use super::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// Look-ups of customers.
#[derive(Default)]
pub struct CustomerLookup;

#[Object]
impl CustomerLookup {
    /// The customer with this e-mail address, however it is capitalised, among those that are not archived;
    /// null when there is none.
    async fn customer_by_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] email: String,
    ) -> Result<Option<Customer>, ApiError> {
        let view = View::of(ctx);
        let found = queries::by_email(view.snapshot().await?, &email).await?;
        Ok(found.map(|row| Customer::new(view.clone(), Arc::new(row))))
    }
}
