//! What can be asked about products.

use docket_rules::declare::TableType;

use super::{Columns, Product};
use crate::find::{Field, Link, Listing, Searched};
use crate::order::{self, Item};

const PRODUCT: Columns = Product::COLUMNS;

/// Products.
pub static PRODUCTS: Listing = Listing {
    name: "Product",
    table: Product::ID,
    fields: &[
        Field::new("id", PRODUCT.id, "Its id. Ids rise with time: sorting by it is sorting by when it was entered."),
        Field::new("sku", PRODUCT.sku, "Its stock-keeping unit."),
        Field::new("name", PRODUCT.name, "Its name."),
        Field::new("unitPrice", PRODUCT.unit_price, "Today's price."),
        Field::new("available", PRODUCT.available, "Whether it may be ordered."),
        Field::new("archivedAt", PRODUCT.archived_at, "Since when it is not sold any more; none while it is."),
        Field::new("createdAt", PRODUCT.created_at, "When it was entered."),
        Field::new("version", PRODUCT.version, "Its version."),
    ],
    links: &[Link::many("items", Item::COLUMNS.product, &order::item::ITEMS, "The items that order it.")],
    search: &[Searched::Text(PRODUCT.sku.at), Searched::Text(PRODUCT.name.at)],
    newest_first: false,
};
