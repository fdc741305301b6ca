//! No orders to show: why, and what leads on.

use std::sync::Arc;

use leptos::prelude::*;

use super::address;
use crate::api::orders::{Ask, Page, Place};
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::format::number;

/// Tells apart that there are none on this page, none that match, and none at all.
#[component]
pub(super) fn Blank(
    /// What was asked for.
    ask: Ask,
    /// The page that came without orders.
    page: Arc<Page>,
) -> impl IntoView {
    let start = address::write(&Ask { status: ask.status, place: Place::Start });
    match (ask.status, page.total_unfiltered) {
        _ if page.total > 0 => view! {
            <Empty glyph=Glyph::Search heading="No orders on this page".to_owned()>
                <p>"The orders that stood here have moved on. There are "{number::count(page.total)}" in all."</p>
                <div class="row"><a class="btn" href=start>"Newest orders"</a></div>
            </Empty>
        }
        .into_any(),
        (Some(status), Some(all)) if all > 0 => view! {
            <Empty glyph=Glyph::Search heading=format!("No order is {}", status.word().to_lowercase())>
                <p>{without_filter(all)}</p>
                <div class="row"><a class="btn" href=address::write(&Ask::default())>"Show all orders"</a></div>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <Empty glyph=Glyph::Inbox heading="No orders yet".to_owned()>
                <p>"Place the first one through the API: send "<code>"createOrder"</code>" to "<code>"/graphql"</code>", then refresh."</p>
            </Empty>
        }
        .into_any(),
    }
}

fn without_filter(all: i32) -> String {
    if all == 1 {
        "Without this filter there is 1.".to_owned()
    } else {
        format!("Without this filter there are {}.", number::count(all))
    }
}
