//! Where an order stands, and the moves from there.

use docket_rules::{Kind, Value, typed};
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum OrderStatus {
    /// Taken; items may change.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// Paid, not shipped; still part of the customer's balance.
    #[sea_orm(string_value = "PAID")]
    Paid,
    /// On its way; no part of the balance any more.
    #[sea_orm(string_value = "SHIPPED")]
    Shipped,
    /// Received; nothing more is expected.
    #[sea_orm(string_value = "COMPLETE")]
    Complete,
    /// Called off before it was paid.
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
    /// Paid back.
    #[sea_orm(string_value = "REFUNDED")]
    Refunded,
}

impl OrderStatus {
    /// All of them, in the order of an order's life.
    pub const ALL: [Self; 6] = [Self::Open, Self::Paid, Self::Shipped, Self::Complete, Self::Cancelled, Self::Refunded];

    /// The name in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Paid => "PAID",
            Self::Shipped => "SHIPPED",
            Self::Complete => "COMPLETE",
            Self::Cancelled => "CANCELLED",
            Self::Refunded => "REFUNDED",
        }
    }
}

typed!(OrderStatus, Kind::Text, OrderStatus, |status| Value::Text(status.name().into()), |value| {
    let Value::Text(name) = value else { return None };
    OrderStatus::ALL.into_iter().find(|status| status.name() == name.as_ref())
});

/// Statuses whose orders use no credit though they never shipped.
pub const RELEASED: [OrderStatus; 2] = [OrderStatus::Cancelled, OrderStatus::Refunded];

/// Statuses of orders that have left the house.
pub const SHIPPED: [OrderStatus; 2] = [OrderStatus::Shipped, OrderStatus::Complete];

/// What can be done with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Add, change and delete items, and change the customer.
    Edit,
    /// Record the payment.
    Pay,
    /// Ship it.
    Ship,
    /// Take the shipment back.
    Unship,
    /// Record that it arrived.
    Complete,
    /// Call it off.
    Cancel,
    /// Pay it back.
    Refund,
}

/// The moves between statuses: the one table behind the transition rule and the allowed actions.
pub(crate) const MOVES: [(OrderStatus, Action, OrderStatus); 10] = {
    use OrderStatus::{Cancelled, Complete, Open, Paid, Refunded, Shipped};
    [
        (Open, Action::Pay, Paid),
        (Open, Action::Ship, Shipped),
        (Open, Action::Cancel, Cancelled),
        (Paid, Action::Ship, Shipped),
        (Paid, Action::Refund, Refunded),
        (Shipped, Action::Unship, Open),
        (Shipped, Action::Unship, Paid),
        (Shipped, Action::Complete, Complete),
        (Shipped, Action::Refund, Refunded),
        (Complete, Action::Refund, Refunded),
    ]
};

/// What can be done with an order that stands at `status`.
pub fn allowed_actions(status: OrderStatus) -> Vec<Action> {
    let mut actions = if status == OrderStatus::Open { vec![Action::Edit] } else { Vec::new() };
    for (_, action, _) in MOVES.iter().filter(|(from, _, _)| *from == status) {
        if !actions.contains(action) {
            actions.push(*action);
        }
    }
    actions
}

/// Refuses an action that the status does not allow, in words that help. The rules judge the same again under lock.
pub(crate) fn require(status: OrderStatus, action: Action) -> Result<(), Refusal> {
    if allowed_actions(status).contains(&action) { Ok(()) } else { Err(Refusal::NotAllowed { action, status }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_offers_its_moves() {
        assert_eq!(allowed_actions(OrderStatus::Open), [Action::Edit, Action::Pay, Action::Ship, Action::Cancel]);
        assert_eq!(allowed_actions(OrderStatus::Shipped), [Action::Unship, Action::Complete, Action::Refund]);
        assert!(allowed_actions(OrderStatus::Cancelled).is_empty());
    }
}
