//! No products to show: why, and what leads on.

use leptos::prelude::*;

use super::address;
use super::tabs::label;
use crate::api::orders::Place;
use crate::api::products::{Ask, Counts, View};
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
    let all = address::write(&Ask { view: View::All, place: Place::Start, ..ask.clone() });
    let of = move |view: View, what: &'static str| {
        move || counts.get().map(|counts| format!("Without {what} there would be {}.", number::count(counts.of(view))))
    };
    if total > 0 {
        view! {
            <Empty glyph=Glyph::Search heading="No products on this page".to_owned()>
                <p>"Those that stood here have moved on. There are "{number::count(total)}" in all."</p>
                <div class="row"><a class="btn" href=first>"First page"</a></div>
            </Empty>
        }
        .into_any()
    } else if !ask.search.is_empty() {
        let dropped = address::write(&Ask { search: String::new(), place: Place::Start, ..ask.clone() });
        let everywhere =
            (ask.view != View::All).then(|| view! { <a class="btn quiet" href=all>"Search in all products"</a> });
        view! {
            <Empty glyph=Glyph::Search heading=format!("No product fits “{}”", ask.search)>
                <p>{of(ask.view, "the search")}</p>
                <div class="row"><a class="btn" href=dropped>"Drop the search"</a>{everywhere}</div>
            </Empty>
        }
        .into_any()
    } else if ask.view == View::All {
        view! {
            <Empty glyph=Glyph::Products heading="No products yet".to_owned()>
                <p>"Enter the first one with its price; then it can be ordered."</p>
                <div class="row"><a class="btn primary" href="/products/new"><Icon glyph=Glyph::Plus/>"New product"</a></div>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty glyph=Glyph::Products heading=format!("No product is {}", label(ask.view).to_lowercase())>
                <p>{of(View::All, "this filter")}</p>
                <div class="row"><a class="btn" href=all>"Show all products"</a></div>
            </Empty>
        }
        .into_any()
    }
}
