//! What the service reads of an event. There is more, and more may come: what is not named here is ignored.

use serde::Deserialize;

/// A CloudEvent of the topic `order_shipping`.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// The same however often the event comes.
    pub id: String,
    /// `order.shipped` or `order.unshipped`; others may come.
    pub r#type: String,
    /// The order as it was when that happened.
    pub data: Order,
}

/// An order.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// The number that people use.
    pub number: i64,
    /// What is in it.
    pub items: Vec<Item>,
}

/// An item of an order.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// What it is.
    pub product: Product,
    /// How much of it.
    pub quantity: String,
}

/// A product.
#[derive(Clone, Debug, Deserialize)]
pub struct Product {
    /// Its stock-keeping unit.
    pub sku: String,
}
