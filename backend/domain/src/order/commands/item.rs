//! Adding, changing and deleting items.

use async_trait::async_trait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::create::{NewItem, expect_price, stage_item};
use crate::error::Stop;
use crate::id::{ItemId, OrderId, ProductId};
use crate::money::{Quantity, typed_in};
use crate::order::Item;
use crate::unit::{Assign, Command, Unit};

/// An item that was changed, and the order that it is part of now, or was when it was deleted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ChangedItem {
    /// The item.
    pub item: ItemId,
    /// Its order.
    pub order: OrderId,
}

/// Adds an item to an order.
#[derive(Clone, Debug)]
pub struct AddItem {
    /// The order.
    pub order: OrderId,
    /// The item.
    pub item: NewItem,
    /// The version of the order that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for AddItem {
    type Out = ChangedItem;

    fn name(&self) -> &'static str {
        "addItem"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ChangedItem, Stop> {
        unit.expect_version(self.order, self.expected_version);
        let item = stage_item(unit, self.order, &self.item, &[])?;
        Ok(ChangedItem { item, order: self.order })
    }
}

/// Changes an item; what is absent stays.
#[derive(Clone, Debug)]
pub struct UpdateItem {
    /// Which.
    pub id: ItemId,
    /// How much of the product.
    pub quantity: Option<Decimal>,
    /// Another product, at its price of today.
    pub product: Option<ProductId>,
    /// Another order to move it to; it keeps its price.
    pub order: Option<OrderId>,
    /// The price that the caller expects the item to have then: another one is refused.
    pub expected_unit_price: Option<Decimal>,
    /// The version of the item that the caller has seen.
    pub expected_version: Option<i64>,
}

impl UpdateItem {
    /// A change of nothing yet.
    pub const fn of(id: ItemId) -> Self {
        Self { id, quantity: None, product: None, order: None, expected_unit_price: None, expected_version: None }
    }
}

#[async_trait]
impl Command for UpdateItem {
    type Out = ChangedItem;

    fn name(&self) -> &'static str {
        "updateItem"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ChangedItem, Stop> {
        let item = Item::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        expect_price(unit, self.id, self.expected_unit_price)?;
        let found = unit.get(self.id).await?;
        let mut values = Vec::new();
        if let Some(quantity) = self.quantity {
            values.push(item.quantity.to(typed_in::<Quantity>("quantity", quantity)?));
        }
        values.extend(self.product.map(|product| item.product_id.to(product)));
        values.extend(self.order.map(|order| item.order_id.to(order)));
        unit.patch(self.id, values)?;
        Ok(ChangedItem { item: self.id, order: self.order.unwrap_or(found.get(item.order_id)?) })
    }
}

/// Takes an item out of its order.
#[derive(Clone, Debug)]
pub struct DeleteItem {
    /// Which.
    pub id: ItemId,
    /// The version of the item that the caller has seen.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeleteItem {
    type Out = ChangedItem;

    fn name(&self) -> &'static str {
        "deleteItem"
    }

    async fn run(&self, unit: &mut Unit) -> Result<ChangedItem, Stop> {
        unit.expect_version(self.id, self.expected_version);
        let order = unit.get(self.id).await?.get(Item::COLUMNS.order_id)?;
        unit.delete(self.id)?;
        Ok(ChangedItem { item: self.id, order })
    }
}
