//! Today's prices for the whole order: what would change stands there before it does.

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::failure::Failure;
use crate::api::order::{self, Repricing, RepricingItem};
use crate::components::busy::BusyButton;
use crate::components::dialog::Dialog;
use crate::components::note::FailureNote;
use crate::components::toasts::use_toasts;
use crate::format::number;
use crate::load::load;
use crate::submit::Submit;

/// Shows the difference, and takes it.
#[component]
pub(super) fn RepriceDialog(
    /// The order.
    desk: Desk,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! { <Dialog open label="Today's prices".to_owned() class="wide-dialog"><Difference desk open/></Dialog> }
}

#[component]
fn Difference(
    /// The order.
    desk: Desk,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    let submit = Submit::new();
    let seen = Memo::new(move |_| desk.order().version);
    let found = load(move || {
        _ = seen.get();
        order::repricing(desk.order_untracked().id.clone())
    });
    let differs = move || {
        found
            .get()
            .and_then(Result::ok)
            .flatten()
            .is_some_and(|it| it.refusals.is_empty() && it.items.iter().any(moved))
    };
    let act = Callback::new(move |()| {
        let order = desk.order_untracked();
        let what = format!("reprice {} {}", order.id.inner(), order.version);
        let (id, version) = (order.id.clone(), order.version);
        submit.send(
            what,
            |key| desk.doing(order::reprice(id, version, key)),
            move |order| {
                open.set(false);
                toasts.done(
                    "Today's prices taken",
                    format!("Order {} comes to {}.", order.number, desk.money(&order.amount_total.0)),
                );
            },
        );
    });
    let body = move || match found.get() {
        None => view! { <p>"Comparing prices"</p> }.into_any(),
        Some(Ok(Some(difference))) => view! { <Table desk difference/> }.into_any(),
        Some(Ok(None)) => view! { <p>"The order is gone."</p> }.into_any(),
        Some(Err(error)) => view! { <FailureNote what="Not compared" failure=Failure::Failed(error)/> }.into_any(),
    };
    let failed = move || submit.failure().get().map(|failure| view! { <FailureNote what="Not repriced" failure/> });
    view! {
        <header><h2>"Take today's prices?"</h2></header>
        <div class="body">{body}{failed}</div>
        <footer>
            <button class="btn" type="button" on:click=move |_| open.set(false)>"Keep prices"</button>
            <Show when=differs><BusyButton label="Take today's prices".to_owned() class="primary" busy=submit.busy() press=act/></Show>
        </footer>
    }
}

#[component]
fn Table(
    /// The order.
    desk: Desk,
    /// What would change.
    difference: Repricing,
) -> impl IntoView {
    let Repricing { items, old_total, new_total, credit_after, refusals } = difference;
    if !items.iter().any(moved) {
        return view! { <p>"All items have today's prices already."</p> }.into_any();
    }
    let row = |item: &RepricingItem| {
        let name = item.product.as_ref().map_or("A product that is gone", |product| product.name.as_str()).to_owned();
        let both = |old: &str, new: &str| {
            let (same, old, new) = (old == new, desk.money(old), desk.money(new));
            view! { <td class="num">{(!same).then(|| view! { <span class="was">{old}</span>" " })}<span class="is">{new}</span></td> }
        };
        view! {
            <tr>
                <th scope="row">{name}" "<span class="dim">{format!("× {}", number::quantity(&item.quantity.0))}</span></th>
                {both(&item.old_unit_price.0, &item.new_unit_price.0)}
                {both(&item.old_amount.0, &item.new_amount.0)}
            </tr>
        }
    };
    let rows = items.iter().filter(|item| moved(item)).map(row).collect_view();
    let fact = |label: &'static str, amount: Option<String>| {
        amount.map(|amount| view! { <dt>{label}</dt><dd>{desk.money(&amount)}</dd> })
    };
    let refused = (!refusals.is_empty())
        .then(|| view! { <FailureNote what="This would be refused" failure=Failure::Refused(refusals)/> });
    view! {
        <table class="diff reprice">
            <thead><tr><th scope="col">"Item"</th><th scope="col" class="num">"Unit price"</th><th scope="col" class="num">"Amount"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <dl class="facts">
            {fact("Order total now", old_total)}{fact("Order total then", new_total)}{fact("Credit left then", credit_after)}
        </dl>
        {refused}
    }
    .into_any()
}

fn moved(item: &RepricingItem) -> bool {
    item.old_unit_price != item.new_unit_price
}
