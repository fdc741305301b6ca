//! Pages of products.

use std::sync::Arc;

use async_graphql::connection::Connection;
use docket_domain::find::Find;
use docket_domain::product::queries;

use super::Product;
use crate::graphql::connection::Paging;
use crate::graphql::error::ApiError;
use crate::graphql::find::{PlaceCursor, Total, pages};
use crate::graphql::view::View;

/// A page of products.
pub(super) type ProductConnection = Connection<PlaceCursor, Product, Total>;

/// The page that is asked for.
pub(super) async fn products(view: &Arc<View>, find: Find, paging: Paging) -> Result<ProductConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &find, &paging.within(&find.ordering)?).await?;
    pages(view, find, page, |row| Product::from(Arc::new(row)))
}
