//! One order: its items edited in place, what it does to the customer's credit, what can be done with it, and all that
//! happened to it. What changes elsewhere shows at once.

mod actions;
mod conflict;
mod credit;
mod desk;
mod details;
mod edit;
mod head;
mod items;
mod notes;
mod reprice;
mod row;
mod slip;
mod steps;
mod story;
mod swap;
mod timeline;
mod why;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::credit::{Credit, CreditStrip};
use self::desk::Desk;
use self::details::Details;
use self::head::Head;
use self::items::Items;
use self::notes::Notes;
use self::slip::Slip;
use self::steps::Steps;
use self::timeline::Timeline;
use crate::api::order::{self, Order};
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::components::problem::Problem;
use crate::load::load;

/// The page.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.read().get("number").unwrap_or_default());
    let attempt = RwSignal::new(0_u32);
    let loaded = load(move || {
        let (number, _) = (number.get(), attempt.get());
        async move {
            match number.parse() {
                Ok(number) => order::by_number(number).await,
                Err(_) => Ok(None),
            }
        }
    });
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    move || {
        match loaded.get() {
        None => view! { <Title text=format!("Order {}", number.get())/><Plain number=number.get()/> }.into_any(),
        Some(Ok(Some(order))) => view! { <Loaded order/> }.into_any(),
        Some(Ok(None)) => view! { <Missing number=number.get()/> }.into_any(),
        Some(Err(error)) => view! {
            <Title text=format!("Order {}", number.get())/>
            <Plain number=number.get()/>
            <Problem heading="The order could not be loaded" kept="Nothing was changed." error busy=Signal::stored(false) retry/>
        }
        .into_any(),
    }
    }
}

/// The head as long as nothing but the number is known.
#[component]
fn Plain(
    /// The number in the address.
    number: String,
) -> impl IntoView {
    view! { <header class="head one"><h1>{number}</h1></header> }
}

/// There is no such order, or no longer.
#[component]
fn Missing(
    /// The number in the address.
    number: String,
) -> impl IntoView {
    view! {
        <Title text="Not found"/>
        <Plain number=number.clone()/>
        <Empty glyph=Glyph::Orders heading=format!("There is no order {number}")>
            <p>"It may have been deleted, or the link is cut short."</p>
            <div class="row"><a class="btn" href="/orders">"All orders"</a></div>
        </Empty>
    }
}

/// The order, once it is there.
#[component]
fn Loaded(
    /// As it came first.
    order: Order,
) -> impl IntoView {
    let number = order.number;
    let desk = Desk::start(order);
    let here = move || {
        view! {
            <Title text=format!("Order {number}")/>
            <Head desk/>
            <div class="split">
                <div class="page">
                    <Slip desk/>
                    <CreditStrip desk/>
                    <Steps desk/>
                    <Items desk/>
                    <Timeline desk/>
                </div>
                <aside class="aside" aria-label="Customer, notes and details">
                    <Credit desk/>
                    <Notes desk/>
                    <Details desk/>
                </aside>
            </div>
        }
    };
    let gone = move || view! { <Missing number=number.to_string()/> };
    view! { <Show when=move || !desk.is_gone() fallback=gone>{here()}</Show> }
}
