//! Where an order stands, and what can be done from there.

use async_graphql::Enum;
use docket_domain::order;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "order::OrderStatus")]
pub enum OrderStatus {
    /// Taken; its items may change.
    Open,
    /// Paid, not shipped; still part of the customer's balance.
    Paid,
    /// On its way; no part of the balance any more.
    Shipped,
    /// Received; nothing more is expected.
    Complete,
    /// Called off before it was paid.
    Cancelled,
    /// Paid back.
    Refunded,
}

impl OrderStatus {
    /// The same statuses as the domain knows them.
    pub fn each(statuses: Option<Vec<Self>>) -> Option<Vec<order::OrderStatus>> {
        statuses.map(|statuses| statuses.into_iter().map(Into::into).collect())
    }
}

/// What can be done with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "order::Action")]
pub enum OrderAction {
    /// Add, change, reprice and delete items, and change the customer.
    #[graphql(name = "EDIT_ITEMS")]
    Edit,
    /// Ship it.
    Ship,
    /// Take the shipment back.
    Unship,
    /// Call it off.
    Cancel,
    /// Delete it: only what was never paid or shipped.
    Delete,
}
