//! What people do with customers.

mod archive;

use async_trait::async_trait;
use rust_decimal::Decimal;

use crate::customer::Customer;
use crate::error::Stop;
use crate::id::CustomerId;
use crate::money::{Money, typed_in};
use crate::text;
use crate::unit::{Assign, Command, Unit};

pub use archive::{ArchiveCustomer, DeleteCustomer, UnarchiveCustomer};

/// Enters a customer.
#[derive(Clone, Debug, Default)]
pub struct CreateCustomer {
    /// Its name.
    pub name: String,
    /// Where mail reaches it; no other living customer may have it.
    pub email: Option<String>,
    /// The most that it may owe.
    pub credit_limit: Decimal,
}

#[async_trait]
impl Command for CreateCustomer {
    type Out = CustomerId;

    fn name(&self) -> &'static str {
        "createCustomer"
    }

    async fn run(&self, unit: &mut Unit) -> Result<CustomerId, Stop> {
        let customer = Customer::COLUMNS;
        let id = unit.new_id();
        unit.insert(
            id,
            [
                customer.name.to(text::line("name", &self.name)?),
                customer.email.to(text::email("email", self.email.as_deref())?),
                customer.credit_limit.to(typed_in::<Money>("creditLimit", self.credit_limit)?),
            ],
        )?;
        Ok(id)
    }
}

/// Changes a customer; what is absent stays.
#[derive(Clone, Debug)]
pub struct UpdateCustomer {
    /// Which.
    pub id: CustomerId,
    /// Its new name.
    pub name: Option<String>,
    /// Its new address, or that it has none any more.
    pub email: Option<Option<String>>,
    /// Its new limit; not below its balance, unless that is already so and gets no worse.
    pub credit_limit: Option<Decimal>,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

impl UpdateCustomer {
    /// A change of nothing yet.
    pub const fn of(id: CustomerId) -> Self {
        Self { id, name: None, email: None, credit_limit: None, expected_version: None }
    }
}

#[async_trait]
impl Command for UpdateCustomer {
    type Out = CustomerId;

    fn name(&self) -> &'static str {
        "updateCustomer"
    }

    async fn run(&self, unit: &mut Unit) -> Result<CustomerId, Stop> {
        let customer = Customer::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        let mut values = Vec::new();
        if let Some(name) = &self.name {
            values.push(customer.name.to(text::line("name", name)?));
        }
        if let Some(email) = &self.email {
            values.push(customer.email.to(text::email("email", email.as_deref())?));
        }
        if let Some(limit) = self.credit_limit {
            values.push(customer.credit_limit.to(typed_in::<Money>("creditLimit", limit)?));
        }
        unit.patch(self.id, values)?;
        Ok(self.id)
    }
}
