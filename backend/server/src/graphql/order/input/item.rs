//! What mutations of items take.

use async_graphql::{ID, InputObject};
use docket_domain::Refusal;
use docket_domain::order::commands;

use crate::graphql::id;
use crate::graphql::mutate::Input;
use crate::graphql::scalar::Decimal;

/// An item that is ordered.
#[derive(InputObject)]
pub(crate) struct NewItemInput {
    /// The product: available and not archived.
    product_id: ID,
    /// How much of it: more than 0, at most 1,000,000, with up to 3 decimals.
    quantity: Decimal,
    /// The price that you have seen: refused with `PRICE_MOVED` when it is another.
    expected_unit_price: Option<Decimal>,
}

impl NewItemInput {
    /// The item as the domain takes it.
    pub(crate) fn read(self) -> Result<commands::NewItem, Box<Refusal>> {
        Ok(commands::NewItem {
            product: id::given("productId", &self.product_id)?,
            quantity: self.quantity.0,
            expected_unit_price: self.expected_unit_price.map(|price| price.0),
        })
    }
}

/// An item to add to an order.
#[derive(InputObject)]
pub(crate) struct AddItemInput {
    /// The order, which must be open.
    order_id: ID,
    /// The product: available and not archived.
    product_id: ID,
    /// How much of it: more than 0, at most 1,000,000, with up to 3 decimals.
    quantity: Decimal,
    /// The price that you have seen: refused with `PRICE_MOVED` when it is another.
    expected_unit_price: Option<Decimal>,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for AddItemInput {
    type Command = commands::AddItem;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        let Self { order_id, product_id, quantity, expected_unit_price, expected_version } = self;
        Ok(commands::AddItem {
            order: id::given("orderId", &order_id)?,
            item: NewItemInput { product_id, quantity, expected_unit_price }.read()?,
            expected_version,
        })
    }
}

/// Changes of an item; what is absent stays. Its order must be open.
#[derive(InputObject)]
pub(crate) struct UpdateItemInput {
    /// Which item.
    id: ID,
    /// How much of the product.
    quantity: Option<Decimal>,
    /// Another product, at its price of today.
    product_id: Option<ID>,
    /// Another order to move it to, which must be open too; the item keeps its price.
    order_id: Option<ID>,
    /// The price that you have seen: refused with `PRICE_MOVED` when the item would have another.
    expected_unit_price: Option<Decimal>,
    /// Refuse the change unless the item is still at this version.
    expected_version: Option<i64>,
}

impl Input for UpdateItemInput {
    type Command = commands::UpdateItem;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UpdateItem {
            id: id::given("id", &self.id)?,
            quantity: self.quantity.map(|quantity| quantity.0),
            product: self.product_id.map(|product| id::given("productId", &product)).transpose()?,
            order: self.order_id.map(|order| id::given("orderId", &order)).transpose()?,
            expected_unit_price: self.expected_unit_price.map(|price| price.0),
            expected_version: self.expected_version,
        })
    }
}

/// An item to take out of its order.
#[derive(InputObject)]
pub(crate) struct DeleteItemInput {
    /// Which item.
    id: ID,
    /// Refuse unless the item is still at this version.
    expected_version: Option<i64>,
}

impl Input for DeleteItemInput {
    type Command = commands::DeleteItem;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::DeleteItem { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}
