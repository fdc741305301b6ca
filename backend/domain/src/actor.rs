//! Who acts, and for which tenant. Every command and every finder takes one.

use std::sync::Arc;

use crate::id::TenantId;

/// A person or service acting within one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The tenant that everything it reads and writes belongs to.
    pub tenant: TenantId,
    /// The name that history shows.
    pub name: Arc<str>,
}

impl Actor {
    /// An actor of a tenant.
    pub fn new(tenant: TenantId, name: &str) -> Self {
        Self { tenant, name: name.into() }
    }
}
