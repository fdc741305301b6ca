//! Looking ahead: what taking or repricing an order would give. Nothing is stored.

use crate::actor::Actor;
use crate::customer::Customer;
use crate::docket::Docket;
use crate::error::{Failure, Refusal, Stop};
use crate::id::{CustomerId, ItemId, OrderId, ProductId};
use crate::money::{Money, Quantity};
use crate::order::commands::{CreateOrder, RepriceOrder};
use crate::order::{Item, Order, queries};
use crate::unit::preview::Preview;
use crate::unit::{Command, Found};

/// What would become of an order.
#[derive(Clone, Debug)]
pub struct OrderPreview {
    /// Its items as they would be, oldest first; those that cannot be calculated are left out.
    pub items: Vec<PreviewItem>,
    /// What it would come to.
    pub amount_total: Option<Money>,
    /// What it comes to now; none for a new order.
    pub amount_before: Option<Money>,
    /// The customer as it would be left.
    pub customer: Option<PreviewCustomer>,
    /// Why it would be refused; empty when it would not.
    pub refusals: Vec<Refusal>,
}

/// An item as it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewItem {
    /// Its id; of a new item one that is not kept.
    pub id: ItemId,
    /// What is ordered.
    pub product: ProductId,
    /// How much of it.
    pub quantity: Quantity,
    /// Its price and its amount then.
    pub price: Price,
    /// Its price and its amount now; none for a new item.
    pub before: Option<Price>,
}

/// A price, and what the item's quantity comes to at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// For one.
    pub unit_price: Money,
    /// For all.
    pub amount: Money,
}

/// A customer as it would be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewCustomer {
    /// Which.
    pub id: CustomerId,
    /// What it would owe.
    pub balance: Money,
    /// How much more it could order then.
    pub available_credit: Money,
}

impl Docket {
    /// What [`CreateOrder`] would give.
    pub async fn preview_order(&self, actor: &Actor, create: &CreateOrder) -> Result<OrderPreview, Failure> {
        let mut ahead = self.look_ahead(actor, create).await?;
        if let Some(reference) = &create.external_reference {
            let snapshot = self.snapshot(actor).await?;
            if queries::by_external_reference(&snapshot, reference).await?.is_some() {
                ahead.refusals.push(Refusal::Duplicate { field: "externalReference".into() });
            }
        }
        Ok(ahead)
    }

    /// What [`RepriceOrder`] would give.
    pub async fn preview_repricing(&self, actor: &Actor, id: OrderId) -> Result<OrderPreview, Failure> {
        self.look_ahead(actor, &RepriceOrder { id, expected_version: None }).await
    }

    async fn look_ahead<C: Command<Out = OrderId>>(&self, actor: &Actor, command: &C) -> Result<OrderPreview, Failure> {
        let preview = self.preview(actor, command).await?;
        Ok(OrderPreview::of(preview))
    }
}

impl OrderPreview {
    fn of(preview: Preview<OrderId>) -> Self {
        let (order, customer) = (Order::COLUMNS, Customer::COLUMNS);
        let after = preview.out.and_then(|id| preview.after(id));
        let owner = after.as_ref().and_then(|found| found.get(order.customer_id).ok());
        let balance = |found: Found<Customer>, id| -> Result<PreviewCustomer, Stop> {
            let (limit, balance) = (found.get(customer.credit_limit)?, found.get(customer.balance)?);
            let available_credit = Money::from_units(limit.units().saturating_sub(balance.units()));
            Ok(PreviewCustomer { id, balance, available_credit })
        };
        let before = preview.out.and_then(|id| preview.before(id));
        Self {
            items: items(&preview),
            amount_total: after.and_then(|found| found.get(order.amount_total).ok()),
            amount_before: before.and_then(|found| found.get(order.amount_total).ok()),
            customer: owner.and_then(|id| balance(preview.after(id)?, id).ok()),
            refusals: preview.refusals,
        }
    }
}

/// The items that are read or staged; a command of one order reads no others.
fn items(preview: &Preview<OrderId>) -> Vec<PreviewItem> {
    let item = Item::COLUMNS;
    let price = |found: &Found<Item>| -> Result<Price, Stop> {
        Ok(Price { unit_price: found.get(item.unit_price)?, amount: found.get(item.amount)? })
    };
    let read = |id: ItemId| -> Option<PreviewItem> {
        let found = preview.after(id)?;
        Some(PreviewItem {
            id,
            product: found.get(item.product_id).ok()?,
            quantity: found.get(item.quantity).ok()?,
            price: price(&found).ok()?,
            before: preview.before(id).and_then(|found| price(&found).ok()),
        })
    };
    preview.ids().into_iter().filter_map(read).collect()
}
