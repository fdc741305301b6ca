//! What happened to an order, as subscribers see it.

use async_graphql::{ID, Json, Object};
use chrono::{DateTime, Utc};
use docket_domain::id::{EventId, OrderId};
use serde_json::Value;

use super::Order;
use crate::graphql::error::ApiError;
use crate::graphql::feed::Happened;

/// An order has changed: it is new, it or its items are others, or it moved on.
pub(super) struct OrderChangedEvent(pub Happened);

#[Object]
impl OrderChangedEvent {
    /// Pass it as `after` to go on behind this event.
    async fn cursor(&self) -> String {
        self.0.cursor()
    }

    /// Its id: the same wherever, and however often, it is published.
    async fn event_id(&self) -> ID {
        EventId(self.0.event.id).to_string().into()
    }

    /// What happened: `order.changed` or `order.shipped`.
    async fn r#type(&self) -> &str {
        &self.0.event.r#type
    }

    /// When.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.0.event.occurred_at
    }

    /// The order as it is now; null when it is gone.
    async fn order(&self) -> Result<Option<Order>, ApiError> {
        let Ok(id) = self.0.event.aggregateid.parse::<OrderId>() else { return Ok(None) };
        Order::load(self.0.view.clone(), id).await
    }
}

/// An order has shipped.
pub(super) struct OrderShippedEvent(pub OrderChangedEvent);

#[Object]
impl OrderShippedEvent {
    #[graphql(flatten)]
    #[expect(clippy::unused_async, reason = "the form of a field, also of one whose fields stand in its place")]
    async fn event(&self) -> &OrderChangedEvent {
        &self.0
    }

    /// The order as it was when it shipped, with its items, as it is published.
    async fn payload(&self) -> Json<&Value> {
        Json(&self.0.0.event.payload)
    }
}
