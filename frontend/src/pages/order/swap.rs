//! Another product for an item, at its price of today, which is shown before it is taken.

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::lookup::{self, ProductHit};
use crate::api::order::{self, Item, ItemChange};
use crate::components::busy::BusyButton;
use crate::components::combobox::Combobox;
use crate::components::dialog::Dialog;
use crate::components::entry::product_line;
use crate::components::note::FailureNote;
use crate::submit::Submit;

/// Finds the other product and takes it.
#[component]
pub(super) fn SwapDialog(
    /// The order.
    desk: Desk,
    /// The item.
    item: Memo<Option<Item>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let label =
        Signal::derive(move || item.get().map_or_else(String::new, |item| format!("Swap {}", item.product.name)));
    view! { <Dialog open label><Swap desk item open/></Dialog> }
}

#[component]
fn Swap(
    /// The order.
    desk: Desk,
    /// The item.
    item: Memo<Option<Item>>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let submit = Submit::new();
    let chosen = RwSignal::new(None::<ProductHit>);
    let take = Callback::new(move |product| chosen.set(Some(product)));
    let act = Callback::new(move |()| {
        let (Some(item), Some(product)) = (item.get_untracked(), chosen.get_untracked()) else { return };
        let what = format!("swap {} {} {}", item.id.inner(), item.version, product.id.inner());
        let change = ItemChange::Product { id: product.id, unit_price: product.unit_price.0 };
        submit.send(
            what,
            |key| desk.doing(order::change_item(item.id, item.version, change, key)),
            move |_| open.set(false),
        );
    });
    let prices = move || {
        let (item, product) = (item.get()?, chosen.get()?);
        Some(view! {
            <dl class="facts">
                <dt>"Now"</dt><dd>{item.product.name}" at "{desk.money(&item.unit_price.0)}</dd>
                <dt class="sum">"Then"</dt><dd class="sum">{product.name}" at "{desk.money(&product.unit_price.0)}</dd>
            </dl>
        })
    };
    let failed = move || submit.failure().get().map(|failure| view! { <FailureNote what="Not swapped" failure/> });
    view! {
        <header><h2>"Swap "{move || item.get().map(|item| item.product.name)}</h2></header>
        <div class="body">
            <Combobox id="swap" label="Product name or SKU" focused=true find=|typed| Box::pin(async move { lookup::products(&typed).await })
                line=product_line barred=|product: &ProductHit| !product.available take/>
            {prices}
            {failed}
        </div>
        <footer>
            <button class="btn" type="button" on:click=move |_| open.set(false)>"Keep product"</button>
            <Show when=move || chosen.read().is_some()><BusyButton label="Swap product".to_owned() class="primary" busy=submit.busy() press=act/></Show>
        </footer>
    }
}
