//! What happened to an order, as the API shows it.

use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{Json, Object};
use chrono::{DateTime, Utc};
use docket_domain::history::{entity::Model, queries};
use docket_domain::id::OrderId;
use serde_json::Value;

use crate::graphql::connection::{Cursor, Paging, connection};
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// A change that somebody made to an order or its items.
pub(super) struct OrderChange(Model);

#[Object]
impl OrderChange {
    /// The version that the order has had since.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// What was asked for, such as `addItem`.
    async fn command(&self) -> &str {
        &self.0.command
    }

    /// Why, if it was said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What changed: a list of `{ entity, id, kind, before, after }`. `kind` is `insert`, `update` or `delete`;
    /// `before` and `after` hold the columns that changed, by their names in the database.
    async fn changes(&self) -> Json<&Value> {
        Json(&self.0.changes)
    }
}

/// A page of an order's changes.
pub(super) type OrderChangeConnection = Connection<Cursor, OrderChange, OrderChangeCount>;

/// How many changes an order has had; counted only when it is asked for.
pub(super) struct OrderChangeCount {
    view: Arc<View>,
    order: OrderId,
}

#[Object]
impl OrderChangeCount {
    /// How many there are on all pages.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(queries::count_of_order(self.view.snapshot().await?, self.order).await?)
    }
}

/// The page that is asked for.
pub(super) async fn history(
    view: &Arc<View>,
    order: OrderId,
    paging: Paging,
) -> Result<OrderChangeConnection, ApiError> {
    let page = queries::of_order(view.snapshot().await?, order, &paging.args()?).await?;
    let count = OrderChangeCount { view: view.clone(), order };
    Ok(connection(page, count, |row| row.id, OrderChange))
}
