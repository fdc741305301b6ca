//! Pages of customers.

use std::sync::Arc;

use async_graphql::Object;
use async_graphql::connection::Connection;
use docket_domain::customer::queries;

use super::Customer;
use crate::graphql::connection::{Cursor, Paging, connection};
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// A page of customers.
pub(super) type CustomerConnection = Connection<Cursor, Customer, CustomerCount>;

/// How many customers there are; counted only when it is asked for.
pub(super) struct CustomerCount(Arc<View>);

#[Object]
impl CustomerCount {
    /// How many there are on all pages.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(queries::count(self.0.snapshot().await?).await?)
    }
}

/// The page that is asked for.
pub(super) async fn customers(view: &Arc<View>, paging: Paging) -> Result<CustomerConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &paging.args()?).await?;
    let node = |row| Customer::new(view.clone(), Arc::new(row));
    Ok(connection(page, CustomerCount(view.clone()), |row| row.id.0, node))
}
