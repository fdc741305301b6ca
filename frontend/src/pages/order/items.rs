//! The items, edited in place, and what they come to.

use leptos::html;
use leptos::prelude::*;

use super::desk::Desk;
use super::row::Row;
use crate::api::lookup::ProductHit;
use crate::api::order::{self, OrderAction};
use crate::components::entry::Entry;
use crate::components::note::FailureNote;
use crate::components::rule::RuleChip;
use crate::keys::{Scope, shortcut};
use crate::submit::Submit;

/// The table with its total.
#[component]
pub(super) fn Items(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let editable = Memo::new(move |_| desk.allows(OrderAction::EditItems));
    let ids =
        Memo::new(move |_| desk.order().items.iter().map(|item| item.id.inner().to_owned()).collect::<Vec<String>>());
    view! {
        <section aria-labelledby="items">
            <div class="title">
                <h2 id="items">"Items"</h2>
                <span class="hint">{move || if editable.get() { "may change while the order is open " } else { "change only while the order is open " }}<RuleChip name="items_while_open"/></span>
            </div>
            <table class="table plain cards items" aria-labelledby="items">
                <thead>
                    <tr>
                        <th scope="col">"Product"</th><th scope="col"><span class="sr">"Actions"</span></th>
                        <th scope="col" class="num">"Unit price"</th><th scope="col" class="num">"Quantity"</th><th scope="col" class="num">"Amount"</th>
                    </tr>
                </thead>
                <tbody><For each=move || ids.get() key=String::clone children=move |id| view! { <Row desk id editable/> }/></tbody>
            </table>
            <div class="under">
                <div class="stack screen"><Show when=move || editable.get()><Add desk/></Show></div>
                <dl class="facts totals" aria-live="polite">
                    <dt>"Items"</dt><dd>{move || desk.order().items.len()}</dd>
                    <dt class="sum">"Order total "<RuleChip name="orders.amount_total"/></dt>
                    <dd class="sum"><span class="figure md">{move || desk.money(&desk.order().amount_total.0)}</span></dd>
                </dl>
            </div>
        </section>
    }
}

/// Where a further item is entered.
#[component]
fn Add(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let submit = Submit::new();
    let node = NodeRef::<html::Input>::new();
    shortcut(&["A"], "Add item", Scope::Thing, move || {
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
        }
    });
    let tried = RwSignal::new(None::<(ProductHit, String)>);
    let add = Callback::new(move |(product, quantity): (ProductHit, String)| {
        tried.set(Some((product.clone(), quantity.clone())));
        let order = desk.order_untracked();
        let what = format!("add {} {} {quantity}", order.version, product.id.inner());
        let (id, price) = (order.id.clone(), product.unit_price.0);
        submit.send(what, |key| desk.doing(order::add_item(id, product.id, price, quantity, key)), |_| {});
    });
    let instead = move |largest: String| {
        let label = format!("Add {largest}");
        let click = move |_| {
            if let Some((product, _)) = tried.get_untracked() {
                add.run((product, largest.clone()));
            }
        };
        view! { <button class="btn sm" type="button" on:click=click>{label}</button> }
    };
    let failed = move || {
        submit.failure().get().map(|failure| {
            let what = tried.get_untracked().map_or_else(String::new, |(product, quantity)| {
                format!("Not added: {} × {}", crate::format::number::quantity(&quantity), product.name)
            });
            let largest = failure.largest();
            view! {
                <FailureNote what failure>
                    {largest.map(instead)}
                    <button class="btn quiet sm" type="button" on:click=move |_| submit.forget()>"Leave it"</button>
                </FailureNote>
            }
        })
    };
    view! { <Entry key="A" node add/>{failed} }
}
