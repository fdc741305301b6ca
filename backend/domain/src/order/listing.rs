//! What can be asked about orders and their items.

use super::item::Item;
use super::{Columns, Order};
use crate::customer::{self, Customer};
use crate::find::{Field, Link, Listing, Searched};
use docket_rules::declare::TableType;

const ORDER: Columns = Order::COLUMNS;

/// Orders.
pub static ORDERS: Listing = Listing {
    name: "Order",
    table: Order::ID,
    fields: &[
        Field::new("id", ORDER.id, "Its id. Ids rise with time: sorting by it is sorting by when it was entered."),
        Field::new("number", ORDER.number, "The number that people use."),
        Field::new("customerId", ORDER.customer_id, "Who ordered, by id.").unsorted(),
        Field::new("status", ORDER.status, "Where it stands; sorted by its name."),
        Field::new("orderDate", ORDER.order_date, "The day it was ordered."),
        Field::new("externalReference", ORDER.external_reference, "What the customer's own system calls it."),
        Field::new("currency", ORDER.currency, "ISO 4217 code of the currency of its amounts.").unsorted(),
        Field::new("notes", ORDER.notes, "Whatever people want to remember.").unsorted(),
        Field::new("amountTotal", ORDER.amount_total, "The sum of its items' amounts."),
        Field::new("itemCount", ORDER.item_count, "How many items it has."),
        Field::new("dateShipped", ORDER.date_shipped, "When it shipped; none while it has not."),
        Field::new("firstSettledAt", ORDER.first_settled_at, "When it was first paid or shipped; none if never."),
        Field::new("createdAt", ORDER.created_at, "When it was entered."),
        Field::new("version", ORDER.version, "Its version."),
    ],
    links: &[
        Link::one("customer", ORDER.customer, &customer::CUSTOMERS, "Who ordered."),
        Link::many("items", Item::COLUMNS.order, &super::item::ITEMS, "Its items."),
    ],
    search: &[
        Searched::Number(ORDER.number.at),
        Searched::Text(ORDER.external_reference.at),
        Searched::Text(ORDER.notes.at),
        Searched::Through(ORDER.customer.at, Customer::COLUMNS.name.at),
    ],
    newest_first: true,
};
