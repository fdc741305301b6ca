//! Taking today's prices for an order.

use async_trait::async_trait;

use crate::error::Stop;
use crate::id::{ItemId, OrderId};
use crate::order::{Action, Item, status};
use crate::unit::{Command, Unit};

/// Takes today's prices for all items of an open order. An order whose prices are today's is not changed.
#[derive(Clone, Debug)]
pub struct RepriceOrder {
    /// Which.
    pub id: OrderId,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for RepriceOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "repriceOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        unit.expect_version(self.id, self.expected_version);
        status::require(&unit.get(self.id).await?, Action::Edit)?;
        for (item, _) in unit.children::<ItemId, _>(Item::COLUMNS.order, self.id).await? {
            unit.recopy(item, Item::COLUMNS.product);
        }
        Ok(self.id)
    }
}
