//! What the customer ordered: what has not shipped yet, and everything, a page at a time.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::desk::Desk;
use crate::api::client::ApiError;
use crate::api::customer::{self, OrderRow};
use crate::api::orders::{OrderStatus, Place};
use crate::api::paging::Page;
use crate::components::icon::{Glyph, Icon};
use crate::components::status::Status;
use crate::components::time::Time;
use crate::format::{number, time};
use crate::load::load;
use crate::query;

type Answer = Option<Result<Page<OrderRow>, ApiError>>;

/// Open and paid orders: what can still ship.
#[component]
pub(super) fn OpenOrders(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let answer = listed(desk, Some(vec![OrderStatus::Open, OrderStatus::Paid]), Memo::new(|_| Place::Start));
    view! {
        <section aria-labelledby="open" class="stack">
            <div class="title"><h2 id="open">"Unshipped orders"</h2></div>
            {move || answer.get().map(|answer| body(desk, answer, "No unshipped orders"))}
        </section>
    }
}

/// Everything, newest first.
#[component]
pub(super) fn AllOrders(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query::place(&|name| query.read().get(name)));
    let answer = listed(desk, None, place);
    let path = format!("/customers/{}", desk.customer_untracked().id.inner());
    let total = move || {
        let page = answer.get()?.ok()?;
        Some(number::total(page.total, page.capped))
    };
    let beside = move |of: fn(Page<OrderRow>) -> Option<Place>| {
        let path = path.clone();
        Signal::derive(move || {
            let place = answer.get().and_then(Result::ok).and_then(of)?;
            Some(query::address(&path, query::of_place(&place)))
        })
    };
    let (newer, older) = (beside(|page| page.previous), beside(|page| page.next));
    let off = |address: Signal<Option<String>>| move || address.get().is_none().then_some("true");
    view! {
        <section aria-labelledby="orders" class="stack">
            <div class="title"><h2 id="orders">"All orders"</h2><span class="hint">{total}</span></div>
            {move || answer.get().map(|answer| body(desk, answer, "No orders yet"))}
            <nav class="row" aria-label="Pages of orders" hidden=move || newer.get().is_none() && older.get().is_none()>
                <a class="btn sm" href=newer aria-disabled=off(newer)><Icon glyph=Glyph::Left/>"Newer"</a>
                <a class="btn sm" href=older aria-disabled=off(older)>"Older"<Icon glyph=Glyph::Right/></a>
            </nav>
        </section>
    }
}

/// Loads a page, again whenever something of the customer's changes.
fn listed(desk: Desk, status: Option<Vec<OrderStatus>>, place: Memo<Place>) -> Memo<Answer> {
    let resource = load(move || {
        desk.turn();
        let (id, status, place) = (desk.customer_untracked().id.clone(), status.clone(), place.get());
        async move { customer::orders(id, status, &place).await }
    });
    Memo::new(move |_| resource.get())
}

fn body(desk: Desk, answer: Result<Page<OrderRow>, ApiError>, none: &'static str) -> AnyView {
    match answer {
        Ok(page) if page.rows.is_empty() => view! { <p class="hint">{none}</p> }.into_any(),
        Ok(page) => view! {
            <table class="table plain cards">
                <thead>
                    <tr>
                        <th scope="col">"Order"</th><th scope="col">"Status"</th><th scope="col">"Placed"</th>
                        <th scope="col" class="num">"Items"</th><th scope="col" class="num">"Amount"</th>
                    </tr>
                </thead>
                <tbody>{page.rows.iter().map(|order| row(desk, order)).collect_view()}</tbody>
            </table>
        }
        .into_any(),
        Err(error) => {
            view! { <p class="error" role="alert">"The orders could not be loaded. "{error.sentence()}</p> }.into_any()
        }
    }
}

fn row(desk: Desk, order: &OrderRow) -> impl IntoView + use<> {
    view! {
        <tr>
            <td data-c="a"><a class="key" href=format!("/orders/{}", order.number)>{order.number}</a></td>
            <td data-c="d"><Status of=order.status/></td>
            <td class="nowrap" data-c="c"><Time stamp=time::day(&order.day.0)/></td>
            <td class="num">{number::count(order.item_count)}</td>
            <td class="num" data-c="b">{desk.money(&order.amount_total.0)}</td>
        </tr>
    }
}
