//! Reads the items of all orders of one answer with one statement.

use std::collections::HashMap;
use std::sync::Arc;

use docket_domain::id::OrderId;
use docket_domain::order::{item::entity::Model, queries};

use crate::graphql::batch::Rows;
use crate::graphql::error::ApiError;
use crate::graphql::view::Source;

/// Items by order, in the order they were added.
pub struct ItemLoader(pub Arc<Source>);

impl Rows for ItemLoader {
    type Key = OrderId;
    type Row = Vec<Arc<Model>>;

    async fn find(&self, orders: &[OrderId]) -> Result<HashMap<OrderId, Self::Row>, ApiError> {
        let mut items: HashMap<OrderId, Self::Row> = HashMap::with_capacity(orders.len());
        for item in queries::items_of(self.0.snapshot().await?, orders).await? {
            items.entry(item.order_id).or_default().push(Arc::new(item));
        }
        Ok(items)
    }
}
