//! Pages of products.

use std::sync::Arc;

use async_graphql::Object;
use async_graphql::connection::Connection;
use docket_domain::product::queries;

use super::Product;
use crate::graphql::connection::{Cursor, Paging, connection};
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// A page of products.
pub(super) type ProductConnection = Connection<Cursor, Product, ProductCount>;

/// How many products there are; counted only when it is asked for.
pub(super) struct ProductCount(Arc<View>);

#[Object]
impl ProductCount {
    /// How many there are on all pages.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(queries::count(self.0.snapshot().await?).await?)
    }
}

/// The page that is asked for.
pub(super) async fn products(view: &Arc<View>, paging: Paging) -> Result<ProductConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &paging.args()?).await?;
    let node = |row| Product::from(Arc::new(row));
    Ok(connection(page, ProductCount(view.clone()), |row| row.id.0, node))
}
