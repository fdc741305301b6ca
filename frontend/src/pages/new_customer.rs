//! A new customer: name, address and how much it may owe.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::customer::{self, Draft};
use crate::api::scalar::Decimal;
use crate::catalogue::use_catalogue;
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
pub(crate) fn NewCustomer() -> impl IntoView {
    let catalogue = use_catalogue();
    let (toasts, submit, navigate) = (use_toasts(), Submit::new(), use_navigate());
    let text = || RwSignal::new(String::new());
    let (name, email, limit, unreadable) = (text(), text(), text(), RwSignal::new(false));
    let save = Callback::new(move |()| {
        let Some(credit_limit) = number::typed(&limit.get_untracked()) else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        let [name, email] = [name, email].map(|text| text.get_untracked().trim().to_owned());
        let email = Some(email).filter(|email| !email.is_empty());
        let draft = Draft { name, email, credit_limit: Decimal(credit_limit) };
        let navigate = navigate.clone();
        submit.send(
            format!("create {draft:?}"),
            |key| customer::create(draft, key),
            move |customer| {
                toasts.done(format!("{} entered", customer.name), "");
                let path = format!("/customers/{}", customer.id.inner());
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
        let beside_a_field =
            ["name", "email", "creditLimit"].into_iter().any(|field| failure.about(&[field]).is_some());
        (!beside_a_field).then(|| view! { <FailureNote what="Not entered" failure/> })
    };
    let currency = move || catalogue.tenant().map(|tenant| format!(" In {}", tenant.currency));
    view! {
        <Title text="New customer"/>
        <header class="head">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/customers">"Customers"</a><Icon glyph=Glyph::Right/></nav>
            <h1>"New customer"</h1>
        </header>
        <div class="page">
            <div class="stack narrow-form" role="group" aria-label="New customer" on:keydown=on_key>
                <Field id="name" label="Name" value=name error=about("name")/>
                <Field id="email" label="E-mail" value=email kind=Kind::Email optional=true error=about("email")/>
                <Field id="limit" label="Credit limit" value=limit kind=Kind::Number error=about("creditLimit") hint="The most that it may owe for what has not shipped"/>
                <Show when=move || unreadable.get()><p class="error" role="alert">"Write the limit as a number, such as 15000 or 2500.50."{currency}</p></Show>
                {failed}
                <div class="row">
                    <BusyButton label="Enter customer".to_owned() class="primary" key="Ctrl ↵" busy=submit.busy() press=save/>
                    <a class="btn quiet" href="/customers">"All customers"</a>
                </div>
            </div>
        </div>
    }
}
