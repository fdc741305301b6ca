//! An item: its quantity is a field. What was refused stays in it, with the reason below, until it is put back.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::conflict::Conflict;
use super::desk::Desk;
use super::edit::Edit;
use super::swap::SwapDialog;
use super::why::Why;
use crate::components::icon::{Glyph, Icon};
use crate::format::number;

/// The row of an item, and the one below it that says why something was refused.
#[component]
pub(super) fn Row(
    /// The order.
    desk: Desk,
    /// Which item.
    id: String,
    /// Whether it may change.
    editable: Memo<bool>,
) -> impl IntoView {
    let below = StoredValue::new(format!("why-{id}"));
    let edit = Edit::start(desk, id);
    let item = edit.item();
    let name = edit.part(|item| item.product.name.clone());
    let node = NodeRef::<html::Input>::new();
    let (trouble, swapping) = (Memo::new(move |_| edit.trouble()), RwSignal::new(false));
    let is_refused = move || trouble.read().is_some();
    let moved = move || {
        let item = item.get().filter(|item| editable.get() && item.product.unit_price != item.unit_price)?;
        Some(view! { <span class="hint moved screen wide">"now "{desk.money(&item.product.unit_price.0)}</span> })
    };
    let quantity = move || {
        if editable.get() {
            view! { <Quantity edit name node below trouble=Signal::derive(is_refused)/> }.into_any()
        } else {
            edit.part(|item| number::quantity(&item.quantity.0)).into_any()
        }
    };
    let tools = move || {
        editable.get().then(|| {
            view! {
                <button class="btn quiet only sm" type="button" aria-label=move || format!("Swap {} for another product", name.get())
                    title="Swap for another product" on:click=move |_| swapping.set(true)><Icon glyph=Glyph::Swap/></button>
                <button class="btn quiet only sm" type="button" aria-label=move || format!("Delete {}", name.get())
                    title="Delete item" on:click=move |_| edit.remove()><Icon glyph=Glyph::Trash/></button>
            }
        })
    };
    let keep = Callback::new(move |()| {
        edit.put_back();
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
        }
    });
    let why = move || trouble.get().map(|trouble| view! { <Why desk edit trouble id=below.get_value() keep/> });
    let what = Signal::derive(move || format!("{}, quantity", name.get()));
    let (save, give_way) = (Callback::new(move |()| edit.overwrite()), Callback::new(move |()| edit.give_way()));
    view! {
        <tr class:refused=is_refused data-live=move || edit.is_lit().then_some("") aria-busy=move || edit.is_busy().to_string()>
            <td data-c="a">
                <b class="item">{name}</b>" "<span class="sub id">{edit.part(|item| item.product.sku.clone())}</span>
                <SwapDialog desk item open=swapping/>
                <Conflict open=edit.conflict() what mine=edit.typed() theirs=edit.theirs() save theirs_it_is=give_way/>
            </td>
            <td class="fit tools" data-c="e">{tools}</td>
            <td class="num" data-c="c">
                {moved}" "{move || item.read().as_ref().map(|item| desk.money(&item.unit_price.0))}<span class="narrow-in">" each"</span>
            </td>
            <td class="fit num" data-c="d">{quantity}</td>
            <td class="num" data-c="b">{move || item.read().as_ref().map(|item| desk.money(&item.amount.0))}</td>
        </tr>
        {why}
    }
}

/// The field: Enter stores, Escape puts back.
#[component]
fn Quantity(
    /// The item.
    edit: Edit,
    /// What it is called.
    name: Signal<String>,
    /// The field.
    node: NodeRef<html::Input>,
    /// The id of what says why.
    below: StoredValue<String>,
    /// Whether something is wrong.
    trouble: Signal<bool>,
) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => edit.commit(true),
        "Escape" => {
            event.prevent_default();
            edit.put_back();
        }
        _ => {}
    };
    view! {
        <label>
            <span class="sr">"Quantity of "{name}</span>
            <input class="input num qty" inputmode="decimal" autocomplete="off" node_ref=node prop:value=edit.typed()
                aria-invalid=move || trouble.get().then_some("true") aria-describedby=move || trouble.get().then(|| below.get_value())
                on:input=move |event| edit.write(event_target_value(&event)) on:keydown=on_key on:blur=move |_| edit.commit(false)/>
        </label>
        <span class="print-only">{edit.stored()}</span>
    }
}
