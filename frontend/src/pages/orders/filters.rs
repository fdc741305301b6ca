//! The bar above the list: search, a chip for each condition, and where conditions are set.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::address::{self, View};
use crate::api::orders::{Ask, Filter, OrderStatus, Place};
use crate::catalogue::use_catalogue;
use crate::components::dialog::Dialog;
use crate::components::field::{Field, Kind};
use crate::components::icon::{Glyph, Icon};
use crate::effect::effect;
use crate::format::{number, time};
use crate::keys::{Scope, shortcut};
use crate::pause::pause;

/// How long typing must rest before it is searched for.
const RESTS_MS: u32 = 250;

/// Search, chips and what else belongs to the bar.
#[component]
pub(super) fn Filters(
    /// What is shown now.
    view: Memo<View>,
    /// Further controls at the end.
    children: Children,
) -> impl IntoView {
    let navigate = StoredValue::new(use_navigate());
    let ask = Callback::new(move |(filter, replace): (Filter, bool)| {
        let View { ask: now, columns } = view.get_untracked();
        let next = View { ask: Ask { filter, sort: now.sort, place: Place::Start }, columns };
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&address::write(&next), options));
    });
    let open = RwSignal::new(false);
    shortcut(&["F"], "Filter", Scope::List, move || open.set(true));
    let chips = move || chips(&view.get().ask.filter, ask);
    view! {
        <div class="bar" role="search" aria-label="Filter orders">
            <Search view ask/>
            <div class="chips">
                {chips}
                <button class="chip add" type="button" on:click=move |_| open.set(true)><Icon glyph=Glyph::Plus/>"Filter"</button>
            </div>
            <div class="end wide">{children()}</div>
        </div>
        <Dialog open label="Filter orders".to_owned()><Conditions view open ask/></Dialog>
    }
}

#[component]
fn Search(
    /// What is shown now.
    view: Memo<View>,
    /// Asks for something else; whether in place of this one.
    ask: Callback<(Filter, bool)>,
) -> impl IntoView {
    let stored = Memo::new(move |_| view.read().ask.filter.search.clone().unwrap_or_default());
    let typed = RwSignal::new(stored.get_untracked());
    let latest = StoredValue::new(0_u32);
    let node = NodeRef::<html::Input>::new();
    shortcut(&["/"], "Search", Scope::List, move || {
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
            input.select();
        }
    });
    // "Back" changes the words as well; what is being typed stays.
    effect(move || {
        let stored = stored.get();
        if typed.with_untracked(|typed| typed.trim() != stored)
            && document().active_element().is_none_or(|focus| focus.id() != "search")
        {
            typed.set(stored);
        }
    });
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        let turn = latest.get_value().wrapping_add(1);
        latest.set_value(turn);
        leptos::task::spawn_local(async move {
            pause(RESTS_MS).await;
            if latest.try_get_value() != Some(turn) {
                return;
            }
            let words = Some(typed.get_untracked().trim().to_owned()).filter(|words| !words.is_empty());
            let filter = view.get_untracked().ask.filter;
            if filter.search != words {
                // One step of "back" for a search, not one for each letter.
                let replace = filter.search.is_some();
                ask.run((Filter { search: words, ..filter }, replace));
            }
        });
    };
    view! {
        <label class="search">
            <span class="sr">"Search orders"</span><Icon glyph=Glyph::Search/>
            <input class="input" id="search" type="search" placeholder="Number, customer or reference" autocomplete="off"
                node_ref=node prop:value=typed on:input=on_input/>
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}

/// A chip for each condition, with what takes it away.
fn chips(filter: &Filter, ask: Callback<(Filter, bool)>) -> AnyView {
    let catalogue = use_catalogue();
    let now = filter.clone();
    let mut chips: Vec<AnyView> = Vec::new();
    let mut add = |what: &'static str, value: String, without: Filter| {
        let label = format!("Remove filter: {} {value}", what.to_lowercase());
        let click = move |_| ask.run((without.clone(), false));
        chips.push(
            view! {
                <span class="chip">
                    <span class="k">{what}</span><span class="v num">{value}</span>
                    <button type="button" aria-label=label on:click=click><Icon glyph=Glyph::X/></button>
                </span>
            }
            .into_any(),
        );
    };
    if !filter.status.is_empty() {
        let words: Vec<&str> = filter.status.iter().map(|status| status.word()).collect();
        add("Status is", words.join(" or "), Filter { status: Vec::new(), ..now.clone() });
    }
    if let Some(name) = &filter.customer {
        add("Customer", name.clone(), Filter { customer: None, ..now.clone() });
    }
    if let Some(day) = &filter.since {
        add("Placed since", time::date(day), Filter { since: None, ..now.clone() });
    }
    if let Some(day) = &filter.until {
        add("Placed until", time::date(day), Filter { until: None, ..now.clone() });
    }
    if let Some(amount) = &filter.at_least {
        add("Amount from", catalogue.money(amount), Filter { at_least: None, ..now.clone() });
    }
    if let Some(amount) = &filter.at_most {
        add("Amount up to", catalogue.money(amount), Filter { at_most: None, ..now.clone() });
    }
    if let Some(shipped) = filter.shipped {
        add("Shipped", if shipped { "yes" } else { "no" }.to_owned(), Filter { shipped: None, ..now.clone() });
    }
    if let Some(day) = &filter.shipped_on {
        add("Shipped on", time::date(day), Filter { shipped_on: None, ..now });
    }
    chips.into_any()
}

/// All conditions in one form.
#[component]
fn Conditions(
    /// What is shown now.
    view: Memo<View>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// Asks for something else; whether in place of this one.
    ask: Callback<(Filter, bool)>,
) -> impl IntoView {
    let now = view.get_untracked().ask.filter;
    let text = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
    let amount = |value: &Option<String>| RwSignal::new(value.as_deref().map(number::editable).unwrap_or_default());
    let status = RwSignal::new(now.status.clone());
    let (customer, since, until) = (text(&now.customer), text(&now.since), text(&now.until));
    let (at_least, at_most) = (amount(&now.at_least), amount(&now.at_most));
    let shipped = RwSignal::new(now.shipped);
    let said = |value: RwSignal<String>| Some(value.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
    let number_of = |value: RwSignal<String>| number::typed(&value.get_untracked());
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let filter = Filter {
            status: OrderStatus::ALL.into_iter().filter(|one| status.get_untracked().contains(one)).collect(),
            search: view.get_untracked().ask.filter.search,
            customer: said(customer),
            since: said(since),
            until: said(until),
            at_least: number_of(at_least),
            at_most: number_of(at_most),
            shipped: shipped.get_untracked(),
            shipped_on: view.get_untracked().ask.filter.shipped_on.filter(|_| shipped.get_untracked().is_none()),
        };
        open.set(false);
        ask.run((filter, false));
    };
    let check = move |one: OrderStatus| {
        let toggle = move |_| {
            status.update(|status| {
                if status.contains(&one) {
                    status.retain(|other| *other != one);
                } else {
                    status.push(one);
                }
            });
        };
        view! { <label class="check"><input type="checkbox" prop:checked=move || status.read().contains(&one) on:change=toggle/>{one.word()}</label> }
    };
    let choose = move |event| {
        shipped.set(match event_target_value(&event).as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
    };
    let chosen = move || match shipped.get() {
        None => "any",
        Some(true) => "yes",
        Some(false) => "no",
    };
    view! {
        <form class="filters" on:submit=apply>
            <header><h2>"Filter orders"</h2></header>
            <div class="body">
                <fieldset class="field"><legend>"Status"</legend><div class="row marks">{OrderStatus::ALL.map(check)}</div></fieldset>
                <Field id="filter-customer" label="Customer's name" value=customer/>
                <div class="pair"><Field id="filter-since" label="Placed since" value=since kind=Kind::Day/><Field id="filter-until" label="Placed until" value=until kind=Kind::Day/></div>
                <div class="pair"><Field id="filter-min" label="Amount from" value=at_least kind=Kind::Number/><Field id="filter-max" label="Amount up to" value=at_most kind=Kind::Number/></div>
                <div class="field">
                    <label for="filter-shipped">"Shipped"</label>
                    <select class="select" id="filter-shipped" prop:value=chosen on:change=choose>
                        <option value="any">"Shipped or not"</option><option value="yes">"Shipped"</option><option value="no">"Not shipped"</option>
                    </select>
                </div>
            </div>
            <footer>
                <button class="btn quiet start" type="button" on:click=move |_| { open.set(false); ask.run((Filter::default(), false)); }>"Clear all"</button>
                <button class="btn" type="button" on:click=move |_| open.set(false)>"Keep as it is"</button>
                <button class="btn primary" type="submit">"Show orders"</button>
            </footer>
        </form>
    }
}
