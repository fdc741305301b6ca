//! Deleting an order that nothing came of.

use async_trait::async_trait;

use crate::error::Stop;
use crate::id::{ItemId, OrderId};
use crate::order::{Action, Item, status};
use crate::text;
use crate::unit::{Command, Unit};

/// Deletes an open order that was never paid or shipped, with its items. Its history stays.
#[derive(Clone, Debug)]
pub struct DeleteOrder {
    /// Which.
    pub id: OrderId,
    /// Why, for its history.
    pub reason: Option<String>,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeleteOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "deleteOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        unit.because(text::optional_line("reason", self.reason.as_deref())?);
        status::require(&unit.get(self.id).await?, Action::Delete)?;
        for (item, _) in unit.children::<ItemId, _>(Item::COLUMNS.order, self.id).await? {
            unit.delete(item)?;
        }
        unit.delete(self.id)?;
        Ok(self.id)
    }
}
