//! A new product: what it is called, how it is known in stock, and its price.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::product::{self, Draft};
use crate::api::scalar::Decimal;
use crate::components::busy::BusyButton;
use crate::components::field::{Field, Kind};
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::toasts::use_toasts;
use crate::format::number;
use crate::keys::saves;
use crate::submit::Submit;

/// The page.
#[component]
pub(crate) fn NewProduct() -> impl IntoView {
    let (toasts, submit, navigate) = (use_toasts(), Submit::new(), use_navigate());
    let text = || RwSignal::new(String::new());
    let (name, sku, price) = (text(), text(), text());
    let (available, unreadable) = (RwSignal::new(true), RwSignal::new(false));
    let save = Callback::new(move |()| {
        let Some(unit_price) = number::typed(&price.get_untracked()) else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        let [name, sku] = [name, sku].map(|text| text.get_untracked().trim().to_owned());
        let draft = Draft { name, sku, unit_price: Decimal(unit_price), available: available.get_untracked() };
        let navigate = navigate.clone();
        submit.send(
            format!("create {draft:?}"),
            |key| product::create(draft, key),
            move |product| {
                toasts.done(format!("{} entered", product.name), "");
                let path = format!("/products/{}", product.id.inner());
                navigate(&path, NavigateOptions { replace: true, ..NavigateOptions::default() });
            },
        );
    });
    let on_key = move |event: KeyboardEvent| {
        if saves(&event) {
            event.prevent_default();
            save.run(());
        }
    };
    let about = move |field: &'static str| {
        Signal::derive(move || submit.failure().get().and_then(|failure| failure.about(&[field]).cloned()))
    };
    let failed = move || {
        let failure = submit.failure().get()?;
        let beside_a_field = ["name", "sku", "unitPrice"].into_iter().any(|field| failure.about(&[field]).is_some());
        (!beside_a_field).then(|| view! { <FailureNote what="Not entered" failure/> })
    };
    view! {
        <Title text="New product"/>
        <header class="head">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/products">"Products"</a><Icon glyph=Glyph::Right/></nav>
            <h1>"New product"</h1>
        </header>
        <div class="page">
            <div class="stack narrow-form" role="group" aria-label="New product" on:keydown=on_key>
                <Field id="name" label="Name" value=name error=about("name")/>
                <Field id="sku" label="SKU" value=sku error=about("sku") hint="How it is known in stock; no other product may have it"/>
                <Field id="price" label="Unit price" value=price kind=Kind::Number error=about("unitPrice")/>
                <Show when=move || unreadable.get()><p class="error" role="alert">"Write the price as a number, such as 12 or 9.50."</p></Show>
                <label class="check apart">
                    <span>"Available to order"</span>
                    <input class="switch" type="checkbox" role="switch" prop:checked=available on:change=move |event| available.set(event_target_checked(&event))/>
                </label>
                {failed}
                <div class="row">
                    <BusyButton label="Enter product".to_owned() class="primary" key="Ctrl ↵" busy=submit.busy() press=save/>
                    <a class="btn quiet" href="/products">"All products"</a>
                </div>
            </div>
        </div>
    }
}
