//! The views of the list.

use leptos::prelude::*;

use super::address;
use crate::api::customers::{Ask, Counts, View};
use crate::api::orders::Place;
use crate::components::gauge::NEAR;
use crate::format::number;

/// A link a view; the search goes along.
#[component]
pub(super) fn Tabs(
    /// What is shown now.
    ask: Memo<Ask>,
    /// How many there are.
    counts: Memo<Option<Counts>>,
) -> impl IntoView {
    let tab = move |view: View, label: &'static str, count: fn(Counts) -> Option<i32>| {
        let of = view.clone();
        let href = move || address::write(&Ask { view: view.clone(), place: Place::Start, ..ask.get() });
        let current =
            move || (std::mem::discriminant(&ask.read().view) == std::mem::discriminant(&of)).then_some("page");
        let count = move || {
            let count = counts.get().and_then(count)?;
            Some(view! { " "<span class="count">{number::count(count)}</span> })
        };
        view! { <a href=href aria-current=current>{label}{count}</a> }
    };
    view! {
        <nav class="tabs" aria-label="Views">
            {tab(View::Active, "All", |counts| Some(counts.active))}
            {tab(View::Used(NEAR.to_string()), "Near their limit", |_| None)}
            {tab(View::Archived, "Archived", |counts| Some(counts.archived))}
        </nav>
    }
}
