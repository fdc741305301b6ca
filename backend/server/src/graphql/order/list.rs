//! Pages of orders.

use std::sync::Arc;

use async_graphql::connection::Connection;
use docket_domain::find::Find;
use docket_domain::order::queries;

use super::Order;
use crate::graphql::connection::Paging;
use crate::graphql::error::ApiError;
use crate::graphql::find::{PlaceCursor, Total, pages};
use crate::graphql::view::View;

/// A page of orders.
pub type OrderConnection = Connection<PlaceCursor, Order, Total>;

/// The page that is asked for.
pub async fn orders(view: &Arc<View>, find: Find, paging: Paging) -> Result<OrderConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &find, &paging.within(&find.ordering)?).await?;
    pages(view, find, page, |row| Order::new(view.clone(), Arc::new(row)))
}
