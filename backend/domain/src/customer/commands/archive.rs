//! Putting a customer away, taking it back, and deleting one that was never used.

use async_trait::async_trait;

use crate::customer::Customer;
use crate::error::Stop;
use crate::id::CustomerId;
use crate::unit::{Assign, Command, Unit};

/// Takes no more orders from a customer; refused while it has open ones. Its name and address come free.
#[derive(Clone, Debug)]
pub struct ArchiveCustomer {
    /// Which.
    pub id: CustomerId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ArchiveCustomer {
    type Out = CustomerId;

    fn name(&self) -> &'static str {
        "archiveCustomer"
    }

    async fn run(&self, unit: &mut Unit) -> Result<CustomerId, Stop> {
        let archived_at = Customer::COLUMNS.archived_at;
        unit.expect_version(self.id, self.expected_version);
        // What is archived already keeps its date.
        let since = unit.get(self.id).await?.get(archived_at)?.unwrap_or(unit.now());
        unit.patch(self.id, [archived_at.to(Some(since))])?;
        Ok(self.id)
    }
}

/// Takes orders from a customer again. Refused when another has its address by now.
#[derive(Clone, Debug)]
pub struct UnarchiveCustomer {
    /// Which.
    pub id: CustomerId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for UnarchiveCustomer {
    type Out = CustomerId;

    fn name(&self) -> &'static str {
        "unarchiveCustomer"
    }

    async fn run(&self, unit: &mut Unit) -> Result<CustomerId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.patch(self.id, [Customer::COLUMNS.archived_at.to(None)])?;
        Ok(self.id)
    }
}

/// Deletes a customer that no order uses; one that is used can be archived.
#[derive(Clone, Debug)]
pub struct DeleteCustomer {
    /// Which.
    pub id: CustomerId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeleteCustomer {
    type Out = CustomerId;

    fn name(&self) -> &'static str {
        "deleteCustomer"
    }

    async fn run(&self, unit: &mut Unit) -> Result<CustomerId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.delete(self.id)?;
        Ok(self.id)
    }
}
