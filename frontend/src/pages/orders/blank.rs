//! No orders to show: why, and what leads on.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::{self, View};
use crate::api::orders::{Ask, Filter, Page, Place, Total};
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::format::number;

/// Tells apart that there are none on this page, none that match, and none at all.
#[component]
pub(super) fn Blank(
    /// What was asked for.
    ask: Ask,
    /// The page that came without orders.
    page: Arc<Page>,
) -> impl IntoView {
    let start = address::write(&View { ask: Ask { place: Place::Start, ..ask.clone() }, ..View::default() });
    match page.total_unfiltered {
        _ if page.total.count > 0 => view! {
            <Empty glyph=Glyph::Search heading="No orders on this page".to_owned()>
                <p>"The orders that stood here have moved on. There are "{number::total(page.total.count, page.total.is_capped)}" in all."</p>
                <div class="row"><a class="btn" href=start>"First page"</a></div>
            </Empty>
        }
        .into_any(),
        Some(all) if all.count > 0 => view! {
            <Empty glyph=Glyph::Search heading=no_match(&ask.filter)>
                <p>{without_filter(all)}</p>
                <div class="row"><a class="btn" href=address::write(&View::default())>"Show all orders"</a></div>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <Empty glyph=Glyph::Inbox heading="No orders yet".to_owned()>
                <p>"Place the first one here, or through the API."</p>
                <div class="row"><a class="btn primary" href="/orders/new"><Icon glyph=Glyph::Plus/>"New order"</a></div>
            </Empty>
        }
        .into_any(),
    }
}

fn no_match(filter: &Filter) -> String {
    match (filter.status.as_slice(), &filter.search) {
        ([status], _) if *filter == (Filter { status: vec![*status], ..Filter::default() }) => {
            format!("No order is {}", status.word().to_lowercase())
        }
        (_, Some(words)) if *filter == (Filter { search: Some(words.clone()), ..Filter::default() }) => {
            format!("No order says “{words}”")
        }
        _ => "No order matches these filters".to_owned(),
    }
}

fn without_filter(all: Total) -> String {
    if all.count == 1 {
        "Without this filter there is 1.".to_owned()
    } else {
        format!("Without this filter there are {}.", number::total(all.count, all.is_capped))
    }
}
