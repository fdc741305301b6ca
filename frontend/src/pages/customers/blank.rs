//! No customers to show: why, and what leads on.

use leptos::prelude::*;

use super::address;
use crate::api::customers::{Ask, Counts, View};
use crate::api::orders::Place;
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::format::number;

/// Tells apart that there are none on this page, none that match, and none at all.
#[component]
pub(super) fn Blank(
    /// What was asked for.
    ask: Ask,
    /// How many there are.
    counts: Memo<Option<Counts>>,
    /// How many stand on all pages.
    total: i32,
) -> impl IntoView {
    let first = address::write(&Ask { place: Place::Start, ..ask.clone() });
    if total > 0 {
        return view! {
            <Empty glyph=Glyph::Search heading="No customers on this page".to_owned()>
                <p>"Those that stood here have moved on. There are "{number::count(total)}" in all."</p>
                <div class="row"><a class="btn" href=first>"First page"</a></div>
            </Empty>
        }
        .into_any();
    }
    let of_view = {
        let view = ask.view.clone();
        move || match (&view, counts.get()) {
            (View::Active, Some(counts)) => Some(counts.active),
            (View::Archived, Some(counts)) => Some(counts.archived),
            _ => None,
        }
    };
    if !ask.search.is_empty() {
        let dropped = address::write(&Ask { search: String::new(), place: Place::Start, ..ask.clone() });
        let without =
            move || of_view().map(|count| format!("Without the search there would be {}.", number::count(count)));
        let all = (ask.view != View::Active).then(|| {
            let href = address::write(&Ask { view: View::Active, place: Place::Start, ..ask.clone() });
            view! { <a class="btn quiet" href=href>"Search in all customers"</a> }
        });
        return view! {
            <Empty glyph=Glyph::Search heading=format!("No customer fits “{}”", ask.search)>
                <p>{without}</p>
                <div class="row"><a class="btn" href=dropped>"Drop the search"</a>{all}</div>
            </Empty>
        }
        .into_any();
    }
    let all = address::write(&Ask { view: View::Active, place: Place::Start, ..ask.clone() });
    match ask.view {
        View::Used(_) => view! {
            <Empty glyph=Glyph::Customers heading="No customer is near its limit".to_owned()>
                <p>{move || counts.get().map(|counts| format!("Without this filter there would be {}.", number::count(counts.active)))}</p>
                <div class="row"><a class="btn" href=all>"Show all customers"</a></div>
            </Empty>
        }
        .into_any(),
        View::Archived => view! {
            <Empty glyph=Glyph::Archive heading="No customer is archived".to_owned()>
                <p>"A customer that is archived takes no orders; its own orders stay."</p>
                <div class="row"><a class="btn" href=all>"Show all customers"</a></div>
            </Empty>
        }
        .into_any(),
        View::Active => view! {
            <Empty glyph=Glyph::Customers heading="No customers yet".to_owned()>
                <p>"Enter the first one with its credit limit; then it can order."</p>
                <div class="row"><a class="btn primary" href="/customers/new"><Icon glyph=Glyph::Plus/>"New customer"</a></div>
            </Empty>
        }
        .into_any(),
    }
}
