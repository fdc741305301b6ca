//! Views of the list: the usual ones, and those that were saved.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::address::{self, View};
use super::saved::{SavedView, store, stored};
use crate::api::orders::{Ask, Filter, OrderStatus, Place};
use crate::components::dialog::Dialog;
use crate::components::field::Field;
use crate::components::icon::{Glyph, Icon};

/// A link a view. The one whose filter is shown is marked, whichever page of it.
#[component]
pub(super) fn Tabs(
    /// What is shown now.
    view: Memo<View>,
) -> impl IntoView {
    let saved = RwSignal::new(stored());
    let (naming, name) = (RwSignal::new(false), RwSignal::new(String::new()));
    let navigate = StoredValue::new(use_navigate());
    let here = Memo::new(move |_| {
        let View { ask, columns } = view.get();
        address::write(&View { ask: Ask { place: Place::Start, ..ask }, columns })
    });
    let usual = move |label: &'static str, status: Vec<OrderStatus>| {
        let filter = Filter { status, ..Filter::default() };
        let href = address::write(&View { ask: Ask { filter: filter.clone(), ..Ask::default() }, ..View::default() });
        let is_saved = move || saved.read().iter().any(|saved| saved.address == *here.read());
        let current = move || (view.read().ask.filter == filter && !is_saved()).then_some("page");
        view! { <a href=href aria-current=current>{label}</a> }
    };
    let statuses = OrderStatus::ALL.map(|status| usual(status.word(), vec![status]));
    let own = move |saved: SavedView| {
        let address = saved.address.clone();
        view! { <a href=saved.address aria-current=move || (*here.read() == address).then_some("page")>{saved.name}</a> }
    };
    let current = Memo::new(move |_| saved.get().into_iter().find(|saved| saved.address == *here.read()));
    let can_save = move || current.read().is_none() && view.read().ask.filter != Filter::default();
    let save = move || {
        let label = name.get_untracked().trim().to_owned();
        if label.is_empty() {
            return;
        }
        saved.update(|saved| saved.push(SavedView { name: label, address: here.get_untracked() }));
        store(&saved.get_untracked());
        name.set(String::new());
        naming.set(false);
    };
    let remove = move |_| {
        let Some(gone) = current.get_untracked() else { return };
        saved.update(|saved| saved.retain(|saved| *saved != gone));
        store(&saved.get_untracked());
        navigate.with_value(|navigate| navigate("/orders", NavigateOptions::default()));
    };
    view! {
        <nav class="tabs" aria-label="Views">
            {usual("All", Vec::new())}
            {usual("Unshipped", vec![OrderStatus::Open, OrderStatus::Paid])}
            {statuses}
            <For each=move || saved.get() key=|saved| (saved.name.clone(), saved.address.clone()) children=own/>
            <Show when=can_save>
                <button type="button" on:click=move |_| naming.set(true)><Icon glyph=Glyph::Plus/>"Save view"</button>
            </Show>
            <Show when=move || current.read().is_some()>
                <button type="button" on:click=remove><Icon glyph=Glyph::X/>"Remove view"</button>
            </Show>
        </nav>
        <Dialog open=naming label="Save view".to_owned()>
            <form on:submit=move |event| { event.prevent_default(); save(); }>
                <header><h2>"Save view"</h2></header>
                <div class="body"><Field id="view-name" label="Name" value=name hint="Filters, order and columns, kept in this browser"/></div>
                <footer>
                    <button class="btn" type="button" on:click=move |_| naming.set(false)>"Do not save"</button>
                    <button class="btn primary" type="submit">"Save view"</button>
                </footer>
            </form>
        </Dialog>
    }
}
