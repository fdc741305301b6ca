//! One customer: how much of its credit is used and by which orders, what it ordered, and what was refused. What
//! changes elsewhere shows at once.

mod credit;
mod desk;
mod details;
mod form;
mod head;
mod orders;
mod refused;
mod remove;
mod why;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::credit::Credit;
use self::desk::Desk;
use self::details::Details;
use self::head::Head;
use self::orders::{AllOrders, OpenOrders};
use self::refused::Refused;
use self::why::WhyBalance;
use crate::api::customer::{self, Customer};
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::components::problem::Problem;
use crate::load::load;

/// The page.
#[component]
pub(crate) fn CustomerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let attempt = RwSignal::new(0_u32);
    let loaded = load(move || {
        let (id, _) = (id.get(), attempt.get());
        async move { customer::by_id(&id).await }
    });
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    move || {
        match loaded.get() {
        None => view! { <Title text="Customer"/><header class="head one"><h1>"Customer"</h1></header> }.into_any(),
        Some(Ok(Some(customer))) => view! { <Loaded customer/> }.into_any(),
        Some(Ok(None)) => view! { <Missing/> }.into_any(),
        Some(Err(error)) => view! {
            <Title text="Customer"/>
            <header class="head one"><h1>"Customer"</h1></header>
            <Problem heading="The customer could not be loaded" kept="Nothing was changed." error busy=Signal::stored(false) retry/>
        }
        .into_any(),
    }
    }
}

/// There is no such customer, or no longer.
#[component]
fn Missing() -> impl IntoView {
    view! {
        <Title text="Not found"/>
        <header class="head one"><h1>"Customer"</h1></header>
        <Empty glyph=Glyph::Customers heading="There is no such customer".to_owned()>
            <p>"It may have been deleted, or the link is cut short."</p>
            <div class="row"><a class="btn" href="/customers">"All customers"</a></div>
        </Empty>
    }
}

/// The customer, once it is there.
#[component]
fn Loaded(
    /// As it came first.
    customer: Customer,
) -> impl IntoView {
    let desk = Desk::start(customer);
    let name = Memo::new(move |_| desk.customer().name.clone());
    let here = move || {
        view! {
            <Title text=move || name.get()/>
            <Head desk/>
            <div class="split">
                <div class="page">
                    <Credit desk/>
                    <WhyBalance desk/>
                    <OpenOrders desk/>
                    <AllOrders desk/>
                </div>
                <aside class="aside" aria-label="About the customer"><Details desk/><Refused desk/></aside>
            </div>
        }
    };
    view! { <Show when=move || !desk.is_gone() fallback=Missing>{here()}</Show> }
}
