//! Where the product is used: the orders that have it, newest first.

use leptos::prelude::*;

use super::Latest;
use crate::api::product::{self, Use};
use crate::components::status::Status;
use crate::components::time::Time;
use crate::format::{number, time};
use crate::live::use_live;
use crate::load::load;

/// The newest orders that have it, and how many do.
#[component]
pub(super) fn Where(
    /// The product.
    latest: Latest,
) -> impl IntoView {
    let id = latest.read_untracked().id.clone();
    let gap = use_live().gap();
    let found = load(move || {
        gap.get();
        let id = id.clone();
        async move { product::uses(id).await }
    });
    let counts = move || {
        let (uses, open) = found.get()?.ok()?;
        let total = number::total(uses.total_count, uses.total_count_is_capped);
        Some(format!("{total} in all, {} open", number::count(open)))
    };
    let body = move || {
        match found.get() {
        None => ().into_any(),
        Some(Ok((uses, _))) if uses.nodes.is_empty() => {
            view! { <p class="hint">"No order has it yet, so it can still be deleted."</p> }.into_any()
        }
        Some(Ok((uses, _))) => view! {
            <table class="table plain cards">
                <thead>
                    <tr><th scope="col">"Order"</th><th scope="col">"Status"</th><th scope="col">"Customer"</th><th scope="col" class="num">"Placed"</th></tr>
                </thead>
                <tbody>{uses.nodes.iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any(),
        Some(Err(error)) => {
            view! { <p class="error" role="alert">"The orders could not be loaded. "{error.sentence()}</p> }.into_any()
        }
    }
    };
    view! {
        <section aria-labelledby="uses" class="stack">
            <div class="title"><h2 id="uses">"Orders that have it"</h2><span class="hint">{counts}</span></div>
            {body}
        </section>
    }
}

fn row(order: &Use) -> impl IntoView + use<> {
    view! {
        <tr>
            <td data-c="a"><a class="key" href=format!("/orders/{}", order.number)>{order.number}</a></td>
            <td data-c="d"><Status of=order.status/></td>
            <td data-c="c">{order.customer.name.clone()}</td>
            <td class="num" data-c="b"><Time stamp=time::day(&order.day.0)/></td>
        </tr>
    }
}
