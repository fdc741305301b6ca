//! Taking an order.

use async_trait::async_trait;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::MOST_ITEMS;
use crate::error::{Refusal, Stop};
use crate::id::{CustomerId, ItemId, OrderId, ProductId};
use crate::money::{Money, Quantity, typed_in};
use crate::order::{Item, Order, OrderStatus};
use crate::text;
use crate::unit::{Assign, Command, Unit};

/// Takes an order with its items.
#[derive(Clone, Debug)]
pub struct CreateOrder {
    /// Who orders.
    pub customer: CustomerId,
    /// What; at least one item.
    pub items: Vec<NewItem>,
    /// The day it was ordered; today when absent.
    pub order_date: Option<NaiveDate>,
    /// What the customer's own system calls it.
    pub external_reference: Option<String>,
    /// Whatever people want to remember.
    pub notes: String,
}

/// An item that is ordered.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// The product.
    pub product: ProductId,
    /// How much of it.
    pub quantity: Decimal,
    /// The price that the caller has seen: another one is refused.
    pub expected_unit_price: Option<Decimal>,
}

#[async_trait]
impl Command for CreateOrder {
    type Out = OrderId;

    fn name(&self) -> &'static str {
        "createOrder"
    }

    fn order_numbers(&self) -> usize {
        1
    }

    async fn run(&self, unit: &mut Unit) -> Result<OrderId, Stop> {
        if self.items.is_empty() {
            return Err(Refusal::invalid("items", "must have at least one item").into());
        }
        if self.items.len() > MOST_ITEMS {
            return Err(Refusal::invalid("items", format!("must have at most {MOST_ITEMS} items")).into());
        }
        let date = self.order_date.unwrap_or_else(|| unit.now().date_naive());
        let reference = text::optional_line("externalReference", self.external_reference.as_deref())?;
        let id = stage_order(unit, self.customer, date, reference, text::paragraphs("notes", &self.notes)?)?;
        for (at, item) in self.items.iter().enumerate() {
            stage_item(unit, id, item, &["items", &at.to_string()])?;
        }
        Ok(id)
    }
}

/// Stages a new order, still without items.
pub(super) fn stage_order(
    unit: &mut Unit,
    customer: CustomerId,
    date: NaiveDate,
    reference: Option<String>,
    notes: String,
) -> Result<OrderId, Stop> {
    let order = Order::COLUMNS;
    let id: OrderId = unit.new_id();
    let number = unit.order_number()?;
    unit.insert(
        id,
        [
            order.number.to(number),
            order.customer_id.to(customer),
            order.status.to(OrderStatus::Open),
            order.order_date.to(date),
            order.external_reference.to(reference),
            order.notes.to(notes),
        ],
    )?;
    Ok(id)
}

/// Stages a new item of an order; `path` is where it stands in the input.
pub(super) fn stage_item(unit: &mut Unit, order: OrderId, new: &NewItem, path: &[&str]) -> Result<ItemId, Stop> {
    let item = Item::COLUMNS;
    let quantity: Quantity = typed_in("quantity", new.quantity).map_err(|refusal| refusal.within(path))?;
    let id: ItemId = unit.new_id();
    unit.came_from(id, path);
    expect_price(unit, id, new.expected_unit_price).map_err(|refusal| refusal.within(path))?;
    unit.insert(id, [item.order_id.to(order), item.product_id.to(new.product), item.quantity.to(quantity)])?;
    Ok(id)
}

/// Refuses the unit unless the item gets the price that the caller has seen.
pub(super) fn expect_price(unit: &mut Unit, id: ItemId, price: Option<Decimal>) -> Result<(), Refusal> {
    let price = price.map(|price| typed_in::<Money>("expectedUnitPrice", price)).transpose()?;
    unit.expect_value(id, Item::COLUMNS.unit_price, price);
    Ok(())
}
