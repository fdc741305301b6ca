//! Changing an order's own fields.

use async_trait::async_trait;
use chrono::NaiveDate;

use crate::error::Stop;
use crate::id::{CustomerId, OrderId};
use crate::order::Order;
use crate::text;
use crate::unit::{Assign, Command, Unit};

/// Changes an order; what is absent stays.
#[derive(Clone, Debug)]
pub struct UpdateOrder {
    /// Which.
    pub id: OrderId,
    /// Another customer; only while the order is open.
    pub customer: Option<CustomerId>,
    /// Another day that it was ordered.
    pub order_date: Option<NaiveDate>,
    /// What the customer's own system calls it, or nothing any more.
    pub external_reference: Option<Option<String>>,
    /// Whatever people want to remember; may change at any time.
    pub notes: Option<String>,
    /// The version that the caller has seen.
    pub expected_version: Option<i64>,
}

impl UpdateOrder {
    /// A change of nothing yet.
    pub const fn of(id: OrderId) -> Self {
        Self { id, customer: None, order_date: None, external_reference: None, notes: None, expected_version: None }
    }
}

#[async_trait]
impl Command for UpdateOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "updateOrder"
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        let order = Order::COLUMNS;
        unit.expect_version(self.id, self.expected_version);
        let mut values = Vec::new();
        values.extend(self.customer.map(|customer| order.customer_id.to(customer)));
        values.extend(self.order_date.map(|date| order.order_date.to(date)));
        if let Some(reference) = &self.external_reference {
            values.push(order.external_reference.to(text::optional_line("externalReference", reference.as_deref())?));
        }
        if let Some(notes) = &self.notes {
            values.push(order.notes.to(text::paragraphs("notes", notes)?));
        }
        unit.patch(self.id, values)?;
        Ok(self.id)
    }
}
