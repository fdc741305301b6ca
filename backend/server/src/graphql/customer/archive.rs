//! Putting a customer away, taking it back, and deleting one that no order uses.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use docket_domain::Refusal;
use docket_domain::customer::commands;
use docket_domain::id::CustomerId;

use super::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::mutate::{Input, mutate};
use crate::graphql::user_error::UserError;

/// Mutations of customers that come and go.
#[derive(Default)]
pub struct CustomerArchive;

#[Object]
impl CustomerArchive {
    /// Takes no more orders from a customer; its e-mail address comes free. Refused with `RULE_VIOLATED` while it has open
    /// orders.
    async fn archive_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer.")] input: ArchiveCustomerInput,
    ) -> Result<ArchiveCustomerPayload, ApiError> {
        let (customer, user_errors) = mutate(ctx, input, Customer::load).await?;
        Ok(ArchiveCustomerPayload { customer, user_errors })
    }

    /// Takes orders from a customer again. Refused with `DUPLICATE_VALUE` when another has its e-mail address by now.
    async fn unarchive_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer.")] input: UnarchiveCustomerInput,
    ) -> Result<UnarchiveCustomerPayload, ApiError> {
        let (customer, user_errors) = mutate(ctx, input, Customer::load).await?;
        Ok(UnarchiveCustomerPayload { customer, user_errors })
    }

    /// Deletes a customer that no order uses. Refused with `IN_USE` otherwise, with the numbers of orders that do.
    async fn delete_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer.")] input: DeleteCustomerInput,
    ) -> Result<DeleteCustomerPayload, ApiError> {
        let deleted = |_, id: CustomerId| async move { Ok(Some(id.to_string().into())) };
        let (deleted_id, user_errors) = mutate(ctx, input, deleted).await?;
        Ok(DeleteCustomerPayload { deleted_id, user_errors })
    }
}

/// A customer to put away.
#[derive(InputObject)]
pub(super) struct ArchiveCustomerInput {
    /// Which customer.
    id: ID,
    /// Refuse unless the customer is still at this version.
    expected_version: Option<i64>,
}

impl Input for ArchiveCustomerInput {
    type Command = commands::ArchiveCustomer;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::ArchiveCustomer { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// A customer to take back.
#[derive(InputObject)]
pub(super) struct UnarchiveCustomerInput {
    /// Which customer.
    id: ID,
    /// Refuse unless the customer is still at this version.
    expected_version: Option<i64>,
}

impl Input for UnarchiveCustomerInput {
    type Command = commands::UnarchiveCustomer;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UnarchiveCustomer { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// A customer to delete.
#[derive(InputObject)]
pub(super) struct DeleteCustomerInput {
    /// Which customer.
    id: ID,
    /// Refuse unless the customer is still at this version.
    expected_version: Option<i64>,
}

impl Input for DeleteCustomerInput {
    type Command = commands::DeleteCustomer;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::DeleteCustomer { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct ArchiveCustomerPayload {
    /// The customer as it is now; null when it was refused.
    customer: Option<Customer>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct UnarchiveCustomerPayload {
    /// The customer as it is now; null when it was refused.
    customer: Option<Customer>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DeleteCustomerPayload {
    /// The id that the customer had; null when it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}
