//! One order in full: what its page shows and what can be done with it.

mod change;
mod history;
mod reprice;

use cynic::QueryBuilder;

pub(crate) use self::change::{
    ItemChange, add_item, cancel, change_item, delete, delete_item, duplicate, reprice, set_notes, ship, unship,
};
pub(crate) use self::history::{Change, History, Names, RowChange, history};
pub(crate) use self::reprice::{Repricing, RepricingItem, repricing};

use super::client::{self, ApiError};
use super::orders::OrderStatus;
use super::scalar::{Date, DateTime, Decimal};
use super::schema;

/// An order with its items and its customer.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// The number people say.
    pub(crate) number: i32,
    /// Rises with each change.
    pub(crate) version: i32,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// What can be done with it, as the server sees it.
    pub(crate) allowed_actions: Vec<OrderAction>,
    /// Who ordered.
    pub(crate) customer: Customer,
    /// What was ordered.
    pub(crate) items: Vec<Item>,
    /// What it comes to.
    pub(crate) amount_total: Decimal,
    /// The currency of all amounts.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
    /// What people want to remember.
    pub(crate) notes: String,
    /// What the customer calls it.
    pub(crate) external_reference: Option<String>,
    /// The day it counts for.
    #[cynic(rename = "orderDate")]
    pub(crate) day: Date,
    /// When it was entered.
    pub(crate) created_at: DateTime,
    /// When it was shipped.
    pub(crate) date_shipped: Option<DateTime>,
}

impl Order {
    /// Whether this can be done now.
    pub(crate) fn allows(&self, action: OrderAction) -> bool {
        self.allowed_actions.contains(&action)
    }
}

/// What can be done with an order.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderAction {
    /// Call it off.
    Cancel,
    /// Delete it.
    Delete,
    /// Change its items.
    EditItems,
    /// Ship it.
    Ship,
    /// Take the shipment back.
    Unship,
}

/// Who ordered, with the credit.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Its name.
    pub(crate) name: String,
    /// What it owes.
    pub(crate) balance: Decimal,
    /// The most it may owe.
    pub(crate) credit_limit: Decimal,
    /// What is left.
    pub(crate) available_credit: Decimal,
    /// How many orders the balance sums.
    pub(crate) open_orders: i32,
}

/// An item of an order.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Rises with each change of the item.
    pub(crate) version: i32,
    /// What was ordered.
    pub(crate) product: Product,
    /// How much of it.
    pub(crate) quantity: Decimal,
    /// The price it was ordered at.
    pub(crate) unit_price: Decimal,
    /// What it comes to.
    pub(crate) amount: Decimal,
}

/// A product, as an order shows it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Its name.
    pub(crate) name: String,
    /// Its short name.
    pub(crate) sku: String,
    /// Its price today.
    pub(crate) unit_price: Decimal,
}

#[derive(cynic::QueryVariables)]
struct ByNumber {
    number: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByNumber")]
struct OrderQuery {
    #[arguments(number: $number)]
    order_by_number: Option<Order>,
}

/// The order with this number; none if there is none.
pub(crate) async fn by_number(number: i32) -> Result<Option<Order>, ApiError> {
    Ok(client::run(OrderQuery::build(ByNumber { number })).await?.order_by_number)
}
