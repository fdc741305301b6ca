//! Commands that only tests give: whatever a unit can stage, also what no command of the domain does.

use async_trait::async_trait;
use docket_domain::customer::Customer;
use docket_domain::error::Stop;
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId};
use docket_domain::order::{Item, Order, OrderStatus};
use docket_domain::product::Product;
use docket_domain::unit::{Assign, Command, Unit};

use super::number;
use docket_domain::money::Quantity;

/// A command from a closure that stages.
pub(crate) struct Stage<F>(F);

/// `staged(|unit| unit.patch(…))`
pub(crate) fn staged<F: Fn(&mut Unit) -> Result<(), Stop> + Send + Sync>(stage: F) -> Stage<F> {
    Stage(stage)
}

#[async_trait]
impl<F: Fn(&mut Unit) -> Result<(), Stop> + Send + Sync> Command for Stage<F> {
    type Out = ();

    fn name(&self) -> &'static str {
        "staged"
    }

    async fn run(&self, unit: &mut Unit) -> Result<(), Stop> {
        (self.0)(unit)
    }
}

/// Moves an order to a status as its own command would: with the date and the place to go back to.
pub(crate) fn status(id: OrderId, from: OrderStatus, to: OrderStatus) -> impl Command<Out = ()> {
    let order = Order::COLUMNS;
    staged(move |unit| {
        let mut values = vec![order.status.to(to)];
        match to {
            _ if from == to => {}
            OrderStatus::Shipped => {
                let before = [OrderStatus::Open, OrderStatus::Paid].into_iter().find(|status| *status == from);
                values.extend([order.date_shipped.to(Some(unit.now())), order.status_before_shipping.to(before)]);
            }
            OrderStatus::Open | OrderStatus::Paid | OrderStatus::Cancelled => {
                values.extend([order.date_shipped.to(None), order.status_before_shipping.to(None)]);
            }
            OrderStatus::Complete | OrderStatus::Refunded => {}
        }
        unit.patch(id, values)
    })
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
