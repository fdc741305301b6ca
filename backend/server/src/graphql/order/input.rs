//! What mutations of orders take.

use async_graphql::{ID, InputObject, MaybeUndefined};
use docket_domain::Refusal;
use docket_domain::order::commands;

use crate::graphql::id;
use crate::graphql::mutate::Input;
use crate::graphql::scalar::Date;

mod item;
mod operation;

pub(super) use item::{AddItemInput, DeleteItemInput, NewItemInput, UpdateItemInput};
pub(super) use operation::{CancelOrderInput, DeleteOrderInput, DuplicateOrderInput, RepriceOrderInput};

/// An order to take.
#[derive(InputObject)]
pub(super) struct CreateOrderInput {
    /// Who orders.
    customer_id: ID,
    /// What is ordered: from 1 to 500 items.
    items: Vec<NewItemInput>,
    /// The day it was ordered; today (UTC) when absent.
    order_date: Option<Date>,
    /// What the customer's own system calls it. No other order may have it.
    external_reference: Option<String>,
    /// Whatever people want to remember, up to 10,000 characters.
    notes: Option<String>,
}

impl Input for CreateOrderInput {
    type Command = commands::CreateOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        let customer = id::given("customerId", &self.customer_id)?;
        let mut items = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.into_iter().enumerate() {
            items.push(item.read().map_err(|refusal| Box::new(refusal.within(&["items", &at.to_string()])))?);
        }
        Ok(commands::CreateOrder {
            customer,
            items,
            order_date: self.order_date.map(|Date(day)| day),
            external_reference: self.external_reference,
            notes: self.notes.unwrap_or_default(),
        })
    }
}

/// Changes of an order's own fields; what is absent stays.
#[derive(InputObject)]
pub(super) struct UpdateOrderInput {
    /// Which order.
    id: ID,
    /// Another customer; only while the order is open.
    customer_id: Option<ID>,
    /// Another day that it was ordered.
    order_date: Option<Date>,
    /// What the customer's own system calls it; null takes it away.
    external_reference: MaybeUndefined<String>,
    /// Whatever people want to remember; may change at any time. Null empties it.
    notes: MaybeUndefined<String>,
    /// Refuse the change unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for UpdateOrderInput {
    type Command = commands::UpdateOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        let notes: Option<Option<String>> = self.notes.into();
        Ok(commands::UpdateOrder {
            id: id::given("id", &self.id)?,
            customer: self.customer_id.map(|customer| id::given("customerId", &customer)).transpose()?,
            order_date: self.order_date.map(|Date(day)| day),
            external_reference: self.external_reference.into(),
            notes: notes.map(Option::unwrap_or_default),
            expected_version: self.expected_version,
        })
    }
}

/// An order to ship.
#[derive(InputObject)]
pub(super) struct ShipOrderInput {
    /// Which order.
    id: ID,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for ShipOrderInput {
    type Command = commands::ShipOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::ShipOrder { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

/// An order whose shipment is taken back.
#[derive(InputObject)]
pub(super) struct UnshipOrderInput {
    /// Which order.
    id: ID,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for UnshipOrderInput {
    type Command = commands::UnshipOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::UnshipOrder { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}
