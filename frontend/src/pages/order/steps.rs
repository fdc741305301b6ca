//! Where the order stands, and what lies ahead.

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::order::{Order, OrderAction};
use crate::api::orders::OrderStatus;
use crate::format::time;

/// The way of an order; the one that was left early ends where it was left.
#[component]
pub(super) fn Steps(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let steps = move || {
        let order = desk.order();
        way(order.status).iter().map(|&step| one(desk, &order, step)).collect_view()
    };
    view! { <ol class="steps" aria-label="Where the order stands">{steps}</ol> }
}

const fn way(status: OrderStatus) -> &'static [OrderStatus] {
    match status {
        OrderStatus::Cancelled => &[OrderStatus::Open, OrderStatus::Cancelled],
        OrderStatus::Refunded => &[OrderStatus::Open, OrderStatus::Paid, OrderStatus::Refunded],
        _ => &[OrderStatus::Open, OrderStatus::Paid, OrderStatus::Shipped, OrderStatus::Complete],
    }
}

fn one(desk: Desk, order: &Order, step: OrderStatus) -> impl IntoView + use<> {
    let current = order.status == step;
    let done = step == OrderStatus::Open && !current;
    let line = match step {
        OrderStatus::Open => Some(time::instant(&order.created_at.0).short),
        OrderStatus::Shipped => match &order.date_shipped {
            Some(at) => Some(time::instant(&at.0).short),
            None => order
                .allows(OrderAction::Ship)
                .then(|| format!("Frees {} of credit", desk.money(&order.amount_total.0))),
        },
        _ => None,
    };
    view! { <li class:done=done aria-current=current.then_some("step")><b>{step.word()}</b><span>{line}</span></li> }
}
