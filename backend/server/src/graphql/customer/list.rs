//! Pages of customers.

use std::sync::Arc;

use async_graphql::connection::Connection;
use docket_domain::customer::queries;
use docket_domain::find::Find;

use super::Customer;
use crate::graphql::connection::Paging;
use crate::graphql::error::ApiError;
use crate::graphql::find::{PlaceCursor, Total, pages};
use crate::graphql::view::View;

/// A page of customers.
pub(super) type CustomerConnection = Connection<PlaceCursor, Customer, Total>;

/// The page that is asked for.
pub(super) async fn customers(view: &Arc<View>, find: Find, paging: Paging) -> Result<CustomerConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &find, &paging.within(&find.ordering)?).await?;
    pages(view, find, page, |row| Customer::new(view.clone(), Arc::new(row)))
}
