//! Which tenant a command is about.

use docket_domain::Docket;
use docket_domain::id::TenantId;

use super::Failed;

/// The tenant with this id; the default one when none is named.
pub(super) fn read(id: Option<&str>) -> Result<TenantId, Failed> {
    match id {
        Some(text) => text.parse().map_err(|_| Failed::misused(format!("`{text}` is no id of a tenant"))),
        None => Ok(Docket::default_tenant()),
    }
}
