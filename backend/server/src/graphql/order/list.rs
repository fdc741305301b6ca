//! Pages of orders.

use std::sync::Arc;

use async_graphql::Object;
use async_graphql::connection::Connection;
use docket_domain::order::queries::{self, OrderFilter};

use super::Order;
use crate::graphql::connection::{Cursor, Paging, connection};
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// A page of orders.
pub type OrderConnection = Connection<Cursor, Order, OrderCount>;

/// How many orders there are; counted only when it is asked for.
pub struct OrderCount {
    view: Arc<View>,
    filter: OrderFilter,
}

#[Object]
impl OrderCount {
    /// How many there are on all pages.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(queries::count(self.view.snapshot().await?, &self.filter).await?)
    }
}

/// The page that is asked for.
pub async fn orders(view: &Arc<View>, filter: OrderFilter, paging: Paging) -> Result<OrderConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &filter, &paging.args()?).await?;
    let node = |row| Order::new(view.clone(), Arc::new(row));
    Ok(connection(page, OrderCount { view: view.clone(), filter }, |row| row.id.0, node))
}
