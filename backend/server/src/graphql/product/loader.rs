//! Reads the products that one answer needs with one statement.

use std::collections::HashMap;
use std::sync::Arc;

use docket_domain::id::ProductId;
use docket_domain::product::{entity::Model, queries};

use crate::graphql::batch::Rows;
use crate::graphql::error::ApiError;
use crate::graphql::view::Source;

/// Products by id.
pub struct ProductLoader(pub Arc<Source>);

impl Rows for ProductLoader {
    type Key = ProductId;
    type Row = Arc<Model>;

    async fn find(&self, ids: &[ProductId]) -> Result<HashMap<ProductId, Arc<Model>>, ApiError> {
        let rows = queries::by_ids(self.0.snapshot().await?, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
