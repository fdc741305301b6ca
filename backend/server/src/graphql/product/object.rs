//! A product as the API shows it.

use std::sync::Arc;

use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use docket_domain::id::ProductId;
use docket_domain::product::entity::Model;

use crate::graphql::error::ApiError;
use crate::graphql::scalar::Decimal;
use crate::graphql::view::View;

/// A product, at today's price.
pub struct Product {
    row: Arc<Model>,
}

impl Product {
    /// The product with this id.
    pub async fn load(view: Arc<View>, id: ProductId) -> Result<Option<Self>, ApiError> {
        Ok(view.products.load_one(id).await?.map(Self::from))
    }
}

impl From<Arc<Model>> for Product {
    fn from(row: Arc<Model>) -> Self {
        Self { row }
    }
}

#[Object]
impl Product {
    /// Its id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Its stock-keeping unit: the short name on shelves and invoices. Unique among products that are not archived.
    async fn sku(&self) -> &str {
        &self.row.sku
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Today's price, in the tenant's currency. Items keep the price they were ordered at.
    async fn unit_price(&self) -> Decimal {
        self.row.unit_price.into()
    }

    /// Whether it may be ordered.
    async fn available(&self) -> bool {
        self.row.available
    }

    /// Since when it is not sold any more; null while it is.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.row.archived_at
    }

    /// Rises when somebody changes it. Pass it as `expectedVersion` to change only what you saw.
    async fn version(&self) -> i64 {
        self.row.version
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
}
