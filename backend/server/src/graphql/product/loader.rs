//! Reads the products that one answer needs with one statement.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use docket_domain::product::{entity::Model, queries};
use docket_domain::id::ProductId;

use crate::graphql::error::ApiError;
use crate::graphql::view::Source;

/// Products by id.
pub struct ProductLoader(pub Arc<Source>);

impl Loader<ProductId> for ProductLoader {
    type Value = Arc<Model>;
    type Error = ApiError;

    async fn load(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Arc<Model>>, ApiError> {
        let rows = queries::by_ids(self.0.snapshot().await?, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
