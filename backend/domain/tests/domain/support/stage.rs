//! Commands that only tests give: whatever a unit can stage, also what no command of the domain does.

use async_trait::async_trait;
use docket_domain::customer::Customer;
use docket_domain::error::Stop;
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId};
use docket_domain::order::{Item, Order, OrderStatus, SETTLED};
use docket_domain::product::Product;
use docket_domain::unit::{Assign, Command, Unit};

use super::number;
use docket_domain::money::Quantity;

/// A command from a closure that stages.
#[derive(Clone)]
pub(crate) struct Stage<F>(F);

/// `staged(move |unit| unit.patch(…))`
pub(crate) fn staged<F: Fn(&mut Unit) -> Result<(), Stop> + Send + Sync>(stage: F) -> Stage<F> {
    Stage(stage)
}

#[async_trait]
impl<F: Fn(&mut Unit) -> Result<(), Stop> + Clone + Send + Sync + 'static> Command for Stage<F> {
    type Out = ();

    fn name(&self) -> &'static str {
        "staged"
    }

    async fn run(&self, unit: &mut Unit) -> Result<(), Stop> {
        (self.0)(unit)
    }
}

/// Moves an order to a status as its own command would: with the dates and the place to go back to.
pub(crate) fn status(id: OrderId, from: OrderStatus, to: OrderStatus) -> impl Command<Out = ()> {
    Move { id, from, to }
}

#[derive(Clone)]
struct Move {
    id: OrderId,
    from: OrderStatus,
    to: OrderStatus,
}

#[async_trait]
impl Command for Move {
    type Out = ();

    fn name(&self) -> &'static str {
        "staged"
    }

    async fn run(&self, unit: &mut Unit) -> Result<(), Stop> {
        let order = Order::COLUMNS;
        let settled = unit.get(self.id).await?.get(order.first_settled_at)?.unwrap_or(unit.now());
        let mut values = vec![order.status.to(self.to)];
        match self.to {
            _ if self.from == self.to => {}
            OrderStatus::Shipped => {
                let before = [OrderStatus::Open, OrderStatus::Paid].into_iter().find(|status| *status == self.from);
                values.push(order.date_shipped.to(Some(unit.now())));
                values.push(order.status_before_shipping.to(before));
            }
            OrderStatus::Open | OrderStatus::Paid | OrderStatus::Cancelled => {
                values.extend([order.date_shipped.to(None), order.status_before_shipping.to(None)]);
            }
            OrderStatus::Complete | OrderStatus::Refunded => {}
        }
        if SETTLED.contains(&self.to) {
            values.push(order.first_settled_at.to(Some(settled)));
        }
        unit.patch(self.id, values)
    }
}

/// Records an order's payment.
pub(crate) fn pay(id: OrderId) -> impl Command<Out = ()> {
    status(id, OrderStatus::Open, OrderStatus::Paid)
}

/// Archives a customer.
pub(crate) fn archive_customer(id: CustomerId) -> impl Command<Out = ()> {
    staged(move |unit| {
        let now = unit.now();
        unit.patch(id, [Customer::COLUMNS.archived_at.to(Some(now))])
    })
}

/// Archives a product.
pub(crate) fn archive_product(id: ProductId) -> impl Command<Out = ()> {
    staged(move |unit| {
        let now = unit.now();
        unit.patch(id, [Product::COLUMNS.archived_at.to(Some(now))])
    })
}

/// Stages an item of an order.
pub(crate) fn stage_item(unit: &mut Unit, order: OrderId, product: ProductId, quantity: &str) -> Result<(), Stop> {
    let item = Item::COLUMNS;
    let quantity = Quantity::try_from(number(quantity)).unwrap();
    let id: ItemId = unit.new_id();
    unit.insert(id, [item.order_id.to(order), item.product_id.to(product), item.quantity.to(quantity)])
}
