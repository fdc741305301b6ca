//! What can be asked about items.

use docket_rules::declare::TableType;

use super::{Columns, Item};
use crate::find::{Field, Link, Listing};
use crate::{order, product};

const ITEM: Columns = Item::COLUMNS;

/// Items of orders.
pub static ITEMS: Listing = Listing {
    name: "Item",
    table: Item::ID,
    fields: &[
        Field::new("id", ITEM.id, "Its id."),
        Field::new("orderId", ITEM.order_id, "The order that it is part of, by id.").unsorted(),
        Field::new("productId", ITEM.product_id, "What is ordered, by id.").unsorted(),
        Field::new("quantity", ITEM.quantity, "How much of it."),
        Field::new("unitPrice", ITEM.unit_price, "The product's price when it was ordered."),
        Field::new("amount", ITEM.amount, "Quantity × unit price, rounded to the currency's decimals."),
        Field::new("createdAt", ITEM.created_at, "When it was added."),
    ],
    links: &[
        Link::one("order", ITEM.order, &order::ORDERS, "The order that it is part of."),
        Link::one("product", ITEM.product, &product::PRODUCTS, "What is ordered."),
    ],
    search: &[],
    newest_first: false,
};
