//! Reads the customers that one answer needs with one statement.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use docket_domain::customer::{entity::Model, queries};
use docket_domain::id::CustomerId;

use crate::graphql::error::ApiError;
use crate::graphql::view::Source;

/// Customers by id.
pub struct CustomerLoader(pub Arc<Source>);

impl Loader<CustomerId> for CustomerLoader {
    type Value = Arc<Model>;
    type Error = ApiError;

    async fn load(&self, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Arc<Model>>, ApiError> {
        let rows = queries::by_ids(self.0.snapshot().await?, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
