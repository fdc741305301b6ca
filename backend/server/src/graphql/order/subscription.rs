//! Following orders.

use async_graphql::{Context, ID, InputObject, Subscription};
use docket_domain::outbox::entity::Model;
use futures_util::Stream;

use super::OrderStatus;
use super::event::{OrderChangedEvent, OrderShippedEvent};
use crate::graphql::error::ApiError;
use crate::graphql::feed::Feed;

/// Which changes are wanted; what is absent does not narrow.
#[derive(Default, InputObject)]
pub(super) struct OrderChangedFilter {
    /// Only those of this order.
    order_id: Option<ID>,
    /// Only those of orders that this customer has after the change.
    customer_id: Option<ID>,
    /// Only those that leave the order at one of these.
    status: Option<Vec<OrderStatus>>,
}

impl OrderChangedFilter {
    fn wants(&self, event: &Model) -> bool {
        let told = |field: &str| event.payload[field].as_str();
        let status = |wanted: &Vec<OrderStatus>| {
            wanted.iter().any(|status| told("status") == Some(docket_domain::order::OrderStatus::from(*status).name()))
        };
        self.order_id.as_ref().is_none_or(|id| event.aggregateid == id.as_str())
            && self.customer_id.as_ref().is_none_or(|id| told("customerId") == Some(id.as_str()))
            && self.status.as_ref().is_none_or(status)
    }
}

/// Subscriptions to orders.
#[derive(Default)]
pub struct OrderSubscription;

#[Subscription]
impl OrderSubscription {
    /// Orders that ship, in the order in which that was committed.
    async fn order_shipped(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that follow the event with this cursor; from now on when absent.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<OrderShippedEvent, ApiError>>, ApiError> {
        let feed = Feed::open(ctx, "order.shipped", after).await?;
        Ok(feed.map(|happened| Some(OrderShippedEvent(OrderChangedEvent(happened)))))
    }

    /// Orders that change, in the order in which that was committed.
    async fn order_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<OrderChangedFilter>,
        #[graphql(desc = "Those that follow the event with this cursor; from now on when absent.")] after: Option<
            String,
        >,
    ) -> Result<impl Stream<Item = Result<OrderChangedEvent, ApiError>>, ApiError> {
        let feed = Feed::open(ctx, "order.changed", after).await?;
        let filter = std::sync::Arc::new(filter.unwrap_or_default());
        Ok(feed.map(move |happened| filter.wants(&happened.event).then_some(OrderChangedEvent(happened))))
    }
}
