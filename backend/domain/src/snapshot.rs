//! A consistent read: everything seen through one snapshot is of one moment, and of one tenant.

use sea_orm::DatabaseTransaction;

use crate::id::TenantId;

/// An open read transaction within a tenant.
pub struct Snapshot {
    transaction: DatabaseTransaction,
    tenant: TenantId,
}

impl Snapshot {
    pub(crate) const fn new(transaction: DatabaseTransaction, tenant: TenantId) -> Self {
        Self { transaction, tenant }
    }

    /// The connection to read through.
    pub const fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The tenant that every finder keeps to.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }
}
