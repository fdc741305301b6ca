//! Entering and changing customers.

use async_graphql::{Context, Object, SimpleObject};

use super::Customer;
use super::input::{CreateCustomerInput, UpdateCustomerInput};
use crate::graphql::error::ApiError;
use crate::graphql::mutate::mutate;
use crate::graphql::user_error::UserError;

/// Mutations of customers.
#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Enters a customer. Refused with `DUPLICATE_VALUE` when another has the e-mail address.
    async fn create_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CreateCustomerInput,
    ) -> Result<CreateCustomerPayload, ApiError> {
        let (customer, user_errors) = mutate(ctx, input, Customer::load).await?;
        Ok(CreateCustomerPayload { customer, user_errors })
    }

    /// Changes a customer. Refused with `CREDIT_LIMIT_EXCEEDED` when the limit would fall below the balance.
    async fn update_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateCustomerInput,
    ) -> Result<UpdateCustomerPayload, ApiError> {
        let (customer, user_errors) = mutate(ctx, input, Customer::load).await?;
        Ok(UpdateCustomerPayload { customer, user_errors })
    }
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct CreateCustomerPayload {
    /// The customer; null when it was refused.
    customer: Option<Customer>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UpdateCustomerPayload {
    /// The customer as it is now; null when the change was refused.
    customer: Option<Customer>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}
