//! Reads the customers that one answer needs with one statement.

use std::collections::HashMap;
use std::sync::Arc;

use docket_domain::customer::{entity::Model, queries};
use docket_domain::id::CustomerId;

use crate::graphql::batch::Rows;
use crate::graphql::error::ApiError;
use crate::graphql::view::Source;

/// Customers by id.
pub struct CustomerLoader(pub Arc<Source>);

impl Rows for CustomerLoader {
    type Key = CustomerId;
    type Row = Arc<Model>;

    async fn find(&self, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Arc<Model>>, ApiError> {
        let rows = queries::by_ids(self.0.snapshot().await?, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
