//! An item that is entered: its quantity is a field, and what would be refused about it stands below.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::form::{Form, Line};
use crate::api::failure::Fact;
use crate::catalogue::use_catalogue;
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::format::number;

/// The row.
#[component]
pub(super) fn LineRow(
    /// The order so far.
    form: Form,
    /// The item.
    line: Line,
    /// Where the next item is entered.
    next: NodeRef<html::Input>,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let Line { id, product, quantity } = line;
    let name = move || product.read().name.clone();
    let unreadable = Memo::new(move |_| number::typed(&quantity.read()).is_none());
    let trouble = Memo::new(move |_| form.trouble(id).filter(|_| !unreadable.get()));
    let wrong = move || unreadable.get() || trouble.read().is_some();
    let to_next = move || {
        if let Some(input) = next.get_untracked() {
            drop(input.focus());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            to_next();
        }
    };
    let remove = move |_| {
        form.remove(id);
        to_next();
    };
    let below = format!("line-{id}");
    let described = below.clone();
    let why = move || {
        let (message, chip, instead) = if unreadable.get() {
            ("Write a number, such as 12 or 2.5.".to_owned(), None, None)
        } else {
            let refusal = trouble.get()?;
            let instead = match &refusal.fact {
                Fact::PriceMoved { current } => {
                    let (label, price) = (format!("Take {}", catalogue.money(current)), current.clone());
                    let click = move |_| product.update(|product| product.unit_price.0.clone_from(&price));
                    Some(view! { <button class="btn sm" type="button" on:click=click>{label}</button> }.into_any())
                }
                _ => refusal.largest().map(|largest| {
                    let (label, largest) = (format!("Use {}", number::quantity(largest)), number::editable(largest));
                    let click = move |_| quantity.set(largest.clone());
                    view! { <button class="btn sm" type="button" on:click=click>{label}</button> }.into_any()
                }),
            };
            (refusal.message, refusal.rule.map(|name| view! { " "<RuleChip name/> }), instead)
        };
        Some(view! {
            <tr class="why">
                <td colspan="5" data-c="e">
                    <div class="refusal" id=below.clone() role="alert">
                        <Icon glyph=Glyph::Stop/>
                        <div><p><b>{message}</b>{chip}</p>{instead.map(|button| view! { <div class="row">{button}</div> })}</div>
                    </div>
                </td>
            </tr>
        })
    };
    view! {
        <tr class:refused=wrong>
            <td data-c="a"><b class="item">{name}</b>" "<span class="sub id">{move || product.read().sku.clone()}</span></td>
            <td class="fit tools" data-c="e">
                <button class="btn quiet only sm" type="button" aria-label=move || format!("Delete {}", name()) title="Delete item" on:click=remove>
                    <Icon glyph=Glyph::Trash/>
                </button>
            </td>
            <td class="num" data-c="c">{move || catalogue.money(&product.read().unit_price.0)}<span class="narrow-in">" each"</span></td>
            <td class="fit num" data-c="d">
                <label>
                    <span class="sr">"Quantity of "{name}</span>
                    <input class="input num qty" inputmode="decimal" autocomplete="off" prop:value=quantity
                        aria-invalid=move || wrong().then_some("true") aria-describedby=move || wrong().then(|| described.clone())
                        on:input=move |event| quantity.set(event_target_value(&event)) on:keydown=on_key/>
                </label>
            </td>
            <td class="num" data-c="b">{move || form.amount(id).map_or_else(|| "—".to_owned(), |amount| catalogue.money(&amount))}</td>
        </tr>
        {why}
    }
}
