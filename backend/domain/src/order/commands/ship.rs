//! Shipping an order, and taking that back.

use async_trait::async_trait;

use crate::error::Stop;
use crate::id::OrderId;
use crate::order::{Action, Order, OrderStatus, status};
use crate::unit::{Assign, Command, Unit};

/// Ships an order: it leaves the customer's balance, and the world is told.
#[derive(Clone, Debug)]
pub struct ShipOrder {
    /// Which.
    pub id: OrderId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ShipOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "shipOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        let order = Order::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        let found = unit.get(self.id).await?;
        let status = status::require(&found, Action::Ship)?;
        let now = unit.now();
        unit.patch(
            self.id,
            [
                order.status.to(OrderStatus::Shipped),
                order.status_before_shipping.to(Some(status)),
                order.date_shipped.to(Some(now)),
                order.first_settled_at.to(found.get(order.first_settled_at)?.or(Some(now))),
            ],
        )?;
        Ok(self.id)
    }
}

/// Takes a shipment back: the order stands where it stood before, and its credit is judged again.
#[derive(Clone, Debug)]
pub struct UnshipOrder {
    /// Which.
    pub id: OrderId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for UnshipOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "unshipOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        let order = Order::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        let found = unit.get(self.id).await?;
        status::require(&found, Action::Unship)?;
        let before = found.get(order.status_before_shipping)?.unwrap_or(OrderStatus::Open);
        unit.patch(
            self.id,
            [order.status.to(before), order.status_before_shipping.to(None), order.date_shipped.to(None)],
        )?;
        Ok(self.id)
    }
}
