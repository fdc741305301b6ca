//! Where an order stands, and the moves from there.

use docket_rules::{Kind, Value, typed};
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Stop};
use crate::order::Order;
use crate::unit::Found;

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

/// Statuses of orders that were paid or shipped.
pub const SETTLED: [OrderStatus; 3] = [OrderStatus::Paid, OrderStatus::Shipped, OrderStatus::Complete];

/// Statuses of orders that have left the house.
pub const SHIPPED: [OrderStatus; 2] = [OrderStatus::Shipped, OrderStatus::Complete];

/// What can be done with an order: only what a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Add, change and delete items, and change the customer.
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

/// The moves between statuses, and the command that makes each, if there is one: the one table behind the transition
/// rule and the allowed actions.
pub(crate) const MOVES: [(OrderStatus, Option<Action>, OrderStatus); 10] = {
    use OrderStatus::{Cancelled, Complete, Open, Paid, Refunded, Shipped};
    [
        (Open, None, Paid),
        (Open, Some(Action::Ship), Shipped),
        (Open, Some(Action::Cancel), Cancelled),
        (Paid, Some(Action::Ship), Shipped),
        (Paid, None, Refunded),
        (Shipped, Some(Action::Unship), Open),
        (Shipped, Some(Action::Unship), Paid),
        (Shipped, None, Complete),
        (Shipped, None, Refunded),
        (Complete, None, Refunded),
    ]
};

/// What can be done with an order that stands at `status`; `settled` says whether it was ever paid or shipped.
pub fn allowed_actions(status: OrderStatus, settled: bool) -> Vec<Action> {
    let mut actions = if status == OrderStatus::Open { vec![Action::Edit] } else { Vec::new() };
    for action in MOVES.iter().filter(|(from, _, _)| *from == status).filter_map(|(_, action, _)| *action) {
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    if status == OrderStatus::Open && !settled {
        actions.push(Action::Delete);
    }
    actions
}

/// Refuses an action that the order's status does not allow, in words that help, and answers with the status. The
/// rules judge the same again under lock.
pub(crate) fn require(order: &Found<Order>, action: Action) -> Result<OrderStatus, Stop> {
    let columns = Order::COLUMNS;
    let (status, settled) = (order.get(columns.status)?, order.get(columns.first_settled_at)?.is_some());
    if allowed_actions(status, settled).contains(&action) {
        Ok(status)
    } else {
        Err(Refusal::NotAllowed { action, status, settled }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_offers_what_commands_do() {
        let open = [Action::Edit, Action::Ship, Action::Cancel, Action::Delete];
        assert_eq!(allowed_actions(OrderStatus::Open, false), open);
        assert_eq!(allowed_actions(OrderStatus::Open, true), open[..3]);
        assert_eq!(allowed_actions(OrderStatus::Shipped, true), [Action::Unship]);
        assert!(allowed_actions(OrderStatus::Cancelled, false).is_empty());
    }
}
