//! Calling an order off.

use async_trait::async_trait;

use crate::error::Stop;
use crate::id::OrderId;
use crate::order::{Action, Order, OrderStatus, status};
use crate::text;
use crate::unit::{Assign, Command, Unit};

/// Calls an open order off: it leaves the customer's balance, and stays to be looked at.
#[derive(Clone, Debug)]
pub struct CancelOrder {
    /// Which.
    pub id: OrderId,
    /// Why, for its history.
    pub reason: Option<String>,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for CancelOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "cancelOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.because(text::optional_line("reason", self.reason.as_deref())?);
        status::require(&unit.get(self.id).await?, Action::Cancel)?;
        unit.patch(self.id, [Order::COLUMNS.status.to(OrderStatus::Cancelled)])?;
        Ok(self.id)
    }
}
