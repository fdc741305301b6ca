//! What mutations of customers take.

use async_graphql::{ID, InputObject, MaybeUndefined};
use docket_domain::Refusal;
use docket_domain::customer::commands;

use crate::graphql::id;
use crate::graphql::mutate::Input;
use crate::graphql::scalar::Decimal;

/// A customer to enter.
#[derive(InputObject)]
pub(super) struct CreateCustomerInput {
    /// Its name, up to 200 characters.
    name: String,
    /// Where mail reaches it. No other customer may have it, however it is capitalised.
    email: Option<String>,
    /// The most that it may owe, in the tenant's currency: at least 0, with up to 4 decimals.
    credit_limit: Decimal,
}

impl Input for CreateCustomerInput {
    type Command = commands::CreateCustomer;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        let Self { name, email, credit_limit } = self;
        Ok(commands::CreateCustomer { name, email, credit_limit: credit_limit.0 })
    }
}

/// Changes of a customer; what is absent stays.
#[derive(InputObject)]
pub(super) struct UpdateCustomerInput {
    /// Which customer.
    id: ID,
    /// Its new name.
    name: Option<String>,
    /// Its new address; null takes it away.
    email: MaybeUndefined<String>,
    /// Its new limit: not below its balance, unless it was already, and then not lower than it was.
    credit_limit: Option<Decimal>,
    /// Refuse the change unless the customer is still at this version.
    expected_version: Option<i64>,
}

impl Input for UpdateCustomerInput {
    type Command = commands::UpdateCustomer;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UpdateCustomer {
            id: id::given("id", &self.id)?,
            name: self.name,
            email: self.email.into(),
            credit_limit: self.credit_limit.map(|limit| limit.0),
            expected_version: self.expected_version,
        })
    }
}
