//! The views of the list.

use leptos::prelude::*;

use super::address::{self, VIEWS};
use crate::api::orders::Place;
use crate::api::products::{Ask, Counts, View};
use crate::format::number;

/// What a view is called.
pub(super) const fn label(view: View) -> &'static str {
    match view {
        View::All => "All",
        View::Available => "Available",
        View::Unavailable => "Unavailable",
        View::Archived => "Archived",
    }
}

/// A link a view; the search goes along.
#[component]
pub(super) fn Tabs(
    /// What is shown now.
    ask: Memo<Ask>,
    /// How many there are.
    counts: Memo<Option<Counts>>,
) -> impl IntoView {
    let tab = move |(view, _): (View, &str)| {
        let href = move || address::write(&Ask { view, place: Place::Start, ..ask.get() });
        let current = move || (ask.read().view == view).then_some("page");
        let count = move || {
            let count = number::count(counts.get()?.of(view));
            Some(view! { " "<span class="count">{count}</span> })
        };
        view! { <a href=href aria-current=current>{label(view)}{count}</a> }
    };
    view! { <nav class="tabs" aria-label="Views">{VIEWS.map(tab).collect_view()}</nav> }
}
