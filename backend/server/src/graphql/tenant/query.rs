//! Asking for the tenant.

use async_graphql::{Context, Object};
use docket_domain::{Fault, tenant::queries};

use super::Tenant;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// Queries of the tenant.
#[derive(Default)]
pub struct TenantQuery;

#[Object]
impl TenantQuery {
    /// The company whose data you see.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Tenant, ApiError> {
        let row = queries::current(View::of(ctx).snapshot().await?).await?;
        Ok(row.ok_or(Fault::Internal("the actor's tenant does not exist"))?.into())
    }
}
