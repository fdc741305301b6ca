//! Who orders: found by name, shown with the credit that is left.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::form::Form;
use crate::api::lookup::{self, CustomerHit};
use crate::catalogue::use_catalogue;
use crate::components::combobox::Combobox;
use crate::components::gauge::{MiniGauge, level, percent, share};
use crate::components::marked::Marked;
use crate::keys::{Scope, shortcut};

/// The customer, or where to find one.
#[component]
pub(super) fn Who(
    /// The order so far.
    form: Form,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    shortcut(&["C"], "Choose the customer", Scope::Form, move || form.customer.set(None));
    let take = Callback::new(move |customer| {
        form.customer.set(Some(customer));
        request_animation_frame(to_items);
    });
    // A customer's own page leads here with its id. If it cannot be found, it is chosen as any other.
    if let Some(id) = use_query_map().read_untracked().get("customer") {
        spawn_local(async move {
            let found = lookup::customer(&id).await.ok().flatten();
            if let Some(customer) = found.filter(|_| matches!(form.customer.try_get_untracked(), Some(None))) {
                take.run(customer);
            }
        });
    }
    let body = move || match form.customer.get() {
        Some(customer) => view! { <Chosen form customer/> }.into_any(),
        None => view! {
            <Combobox id="customer" label="Customer's name or e-mail address" focused=true node=node
                find=|typed| Box::pin(async move { lookup::customers(&typed).await }) line=customer_line take/>
        }
        .into_any(),
    };
    view! { <section aria-labelledby="who" class="stack"><h2 id="who">"Customer"</h2>{body}</section> }
}

/// The next thing to enter is an item.
fn to_items() {
    use wasm_bindgen::JsCast as _;
    let input = document().get_element_by_id("product").and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(input) = input {
        drop(input.focus());
    }
}

#[component]
fn Chosen(
    /// The order so far.
    form: Form,
    /// Who it is.
    customer: CustomerHit,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let used = share(&customer.balance.0, &customer.credit_limit.0);
    let initials: String = customer
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|sign| sign.is_alphabetic())
        .take(2)
        .collect();
    let orders = if customer.open_orders == 1 {
        "1 unshipped order".to_owned()
    } else {
        format!("{} unshipped orders", customer.open_orders)
    };
    let (left, limit) = (customer.available_credit.0, customer.credit_limit.0);
    let words = move || format!("{} of {} used", percent(used), catalogue.money(&limit));
    let width = format!("{:.2}%", used.clamp(0.0, 1.0) * 100.0);
    view! {
        <div class="card apart chosen">
            <span class="avatar lg" aria-hidden="true">{initials}</span>
            <div class="grow"><b>{customer.name}</b><p class="dim sm">{orders}</p></div>
            <div class="stack tight room">
                <span class="apart sm"><span class="dim">"Credit left"</span><b class="num">{move || catalogue.money(&left)}</b></span>
                <svg class="gauge" data-level=level(used) role="img" aria-label=words><rect width=width></rect></svg>
            </div>
            <button class="btn" type="button" on:click=move |_| form.customer.set(None)>"Change"<kbd aria-hidden="true">"C"</kbd></button>
        </div>
    }
}

fn customer_line(customer: &CustomerHit, typed: String) -> AnyView {
    let catalogue = use_catalogue();
    let used = share(&customer.balance.0, &customer.credit_limit.0);
    let left = customer.available_credit.0.clone();
    view! {
        <span class="grow">
            <Marked text=customer.name.clone() needle=typed/>" "<span class="dim">{customer.email.clone()}</span>
        </span>
        <MiniGauge share=used/>
        <span class="num">{move || catalogue.money(&left)}" "<span class="dim">"left"</span></span>
    }
    .into_any()
}
