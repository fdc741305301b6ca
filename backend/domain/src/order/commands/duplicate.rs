//! Taking the same order again.

use async_trait::async_trait;

use super::create::{NewItem, stage_item, stage_order};
use crate::error::Stop;
use crate::id::{ItemId, OrderId};
use crate::order::{Item, Order};
use crate::unit::{Command, Unit};

/// Takes an order again: a new open order of the same customer, of today, with the same products and quantities at
/// today's prices. Notes and the external reference stay behind.
#[derive(Clone, Debug)]
pub struct DuplicateOrder {
    /// Which.
    pub id: OrderId,
}

#[async_trait]
impl Command for DuplicateOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "duplicateOrder"
    }

    fn order_numbers(&self) -> usize {
        1
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        let item = Item::COLUMNS;
        let customer = unit.get(self.id).await?.get(Order::COLUMNS.customer_id)?;
        let order = stage_order(unit, customer, unit.now().date_naive(), None, String::new())?;
        for (_, found) in unit.children::<ItemId, _>(item.order, self.id).await? {
            let quantity = found.get(item.quantity)?.into();
            let new = NewItem { product: found.get(item.product_id)?, quantity, expected_unit_price: None };
            stage_item(unit, order, &new, &[])?;
        }
        Ok(order)
    }
}
