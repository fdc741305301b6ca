//! An item to add: product, Enter, quantity, Enter, and the next one; no mouse needed.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::combobox::Combobox;
use super::icon::Glyph;
use super::marked::Marked;
use crate::api::lookup::{self, ProductHit};
use crate::catalogue::use_catalogue;
use crate::format::number;

/// A product that was found and how much of it is wanted.
#[component]
pub(crate) fn Entry(
    /// The key that goes into it.
    #[prop(optional)]
    key: Option<&'static str>,
    /// Whether it has the focus at once.
    #[prop(optional)]
    focused: bool,
    /// The field for the product.
    node: NodeRef<html::Input>,
    /// Takes product and quantity.
    add: Callback<(ProductHit, String)>,
) -> impl IntoView {
    let (text, quantity) = (RwSignal::new(String::new()), RwSignal::new("1".to_owned()));
    let chosen = RwSignal::new(None::<ProductHit>);
    let unreadable = RwSignal::new(false);
    let amount = NodeRef::<html::Input>::new();
    let take = Callback::new(move |product: ProductHit| {
        text.set(product.name.clone());
        chosen.set(Some(product));
        if let Some(amount) = amount.get_untracked() {
            drop(amount.focus());
            amount.select();
        }
    });
    // What was written over is not chosen any more.
    let ready = Memo::new(move |_| chosen.get().filter(|product| product.name == *text.read()));
    let commit = move || {
        let Some(product) = ready.get_untracked() else {
            focus(node);
            return;
        };
        let Some(exact) = number::typed(&quantity.get_untracked()) else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        chosen.set(None);
        text.set(String::new());
        quantity.set("1".to_owned());
        focus(node);
        add.run((product, exact));
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.ctrl_key() && !event.meta_key() => {
            event.prevent_default();
            commit();
        }
        "Escape" => {
            event.prevent_default();
            focus(node);
        }
        _ => {}
    };
    view! {
        <div class="entry">
            <Combobox id="product" label="Add item: product name or SKU" glyph=Glyph::Plus key=key focused=focused node=node text=text
                find=|typed| Box::pin(async move { lookup::products(&typed).await }) line=product_line
                barred=|product: &ProductHit| !product.available take=take/>
            <label>
                <span class="sr">"Quantity"</span>
                <input class="input num qty" inputmode="decimal" autocomplete="off" node_ref=amount prop:value=quantity
                    aria-invalid=move || unreadable.get().then_some("true") on:keydown=on_key
                    on:input=move |event| quantity.set(event_target_value(&event))/>
            </label>
            <Show when=move || ready.read().is_some()>
                <button class="btn" type="button" on:click=move |_| commit()>"Add item"</button>
            </Show>
        </div>
        <Show when=move || unreadable.get()>
            <p class="error" role="alert">"Write the quantity as a number, such as 12 or 2.5."</p>
        </Show>
    }
}

/// A product in a list of options.
pub(crate) fn product_line(product: &ProductHit, typed: String) -> AnyView {
    let catalogue = use_catalogue();
    let price = product.unit_price.0.clone();
    view! {
        <span class="grow">
            <Marked text=product.name.clone() needle=typed.clone()/>" "<span class="dim id"><Marked text=product.sku.clone() needle=typed/></span>
        </span>
        {(!product.available).then(|| view! { <span class="tag">"unavailable"</span> })}
        <span class="num">{move || catalogue.money(&price)}</span>
    }
    .into_any()
}

fn focus(node: NodeRef<html::Input>) {
    if let Some(input) = node.get_untracked() {
        drop(input.focus());
    }
}
