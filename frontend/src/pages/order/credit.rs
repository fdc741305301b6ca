//! What the order does to the customer's credit.

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::order::{Order, OrderAction};
use crate::components::gauge::{MiniGauge, SplitGauge, level, percent, share};
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::pages;

/// The customer with the credit left, beside the order.
#[component]
pub(super) fn Credit(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let body = move || {
        let order = desk.order();
        let customer = &order.customer;
        let used = share(&customer.balance.0, &customer.credit_limit.0);
        let near = (level(used) != "ok").then(|| {
            view! { <span class="tag warn"><Icon glyph=Glyph::Alert/>{percent(used)}" used"</span> }
        });
        let this = own(&order);
        let balance = desk.money(&customer.balance.0);
        let limit = desk.money(&customer.credit_limit.0);
        let amount = desk.money(&order.amount_total.0);
        let words = if this > 0.0 {
            format!("Balance {balance} of {limit}; this order is {amount} of it")
        } else {
            format!("Balance {balance} of {limit}")
        };
        let counted =
            (this > 0.0).then(|| view! { <dt><span class="key-dot"></span>"This order"</dt><dd>{amount}</dd> });
        let why = pages::exists("/customers/:id").then(|| {
            view! { <p class="sm"><a href=format!("/customers/{}", customer.id.inner())>"Why is this the balance?"</a></p> }
        });
        view! {
            <div class="stack tight credit">
                <div class="apart"><span class="soft sm">"Credit left"</span>{near}</div>
                <p class="figure">{desk.money(&customer.available_credit.0)}</p>
                <SplitGauge rest=(used - this).max(0.0) this label=words/>
            </div>
            <dl class="facts">
                {counted}
                <dt>"Unshipped orders"</dt><dd>{customer.open_orders}</dd>
                <dt class="sum over">"Balance "<RuleChip name="customer.balance"/></dt><dd class="sum over">{balance}</dd>
                <dt>"Credit limit"</dt><dd>{limit}</dd>
            </dl>
            {why}
        }
    };
    let name = move || {
        let order = desk.order();
        let name = order.customer.name.clone();
        if pages::exists("/customers/:id") {
            let href = format!("/customers/{}", order.customer.id.inner());
            view! { <a class="plain-link" href=href>{name}</a> }.into_any()
        } else {
            name.into_any()
        }
    };
    view! { <section aria-labelledby="cust" class="stack"><h2 id="cust">{name}</h2>{body}</section> }
}

/// The same in one line, above the items on a phone.
#[component]
pub(super) fn CreditStrip(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let used = move || {
        let order = desk.order();
        share(&order.customer.balance.0, &order.customer.credit_limit.0)
    };
    view! {
        <a class="narrow plain-link apart strip" href="#cust" rel="external">
            <span class="sm soft">"Credit left"</span>
            <span class="row">
                {move || view! { <MiniGauge share=used()/> }}
                <b class="num">{move || desk.money(&desk.order().customer.available_credit.0)}</b>
                <Icon glyph=Glyph::Right/>
            </span>
        </a>
    }
}

/// The share of the limit that this order takes. What can still ship is a part of the balance.
fn own(order: &Order) -> f64 {
    if order.allows(OrderAction::Ship) {
        share(&order.amount_total.0, &order.customer.credit_limit.0).min(1.0)
    } else {
        0.0
    }
}
