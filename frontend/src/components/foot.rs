//! The foot of a list that its address describes: how much is shown of how many, and the way to the pages beside it.

use leptos::prelude::*;

use super::pager::Pager;
use crate::api::orders::Place;
use crate::api::paging::Page;
use crate::format::number;
use crate::listing::Loaded;

/// The pager, while there is a page to leave.
#[component]
pub(crate) fn ListFoot<A, T>(
    /// The page that came last, and what had been asked for.
    loaded: Memo<Loaded<A, T>>,
    /// The address of the same list at another place.
    href: fn(A, Place) -> String,
) -> impl IntoView
where
    A: Clone + PartialEq + Send + Sync + 'static,
    T: PartialEq + Send + Sync + 'static,
{
    let full = Memo::new(move |_| loaded.get().filter(|(_, page)| !page.rows.is_empty()));
    let shown = Signal::derive(move || {
        let of = |page: &Page<T>| format!("{} of {}", page.rows.len(), number::total(page.total, page.capped));
        full.get().map(|(_, page)| of(&page)).unwrap_or_default()
    });
    let beside = move |place: fn(&Page<T>) -> Option<Place>| {
        let (ask, page) = full.get()?;
        Some(href(ask, place(&page)?))
    };
    let newer = Signal::derive(move || beside(|page| page.previous.clone()));
    let older = Signal::derive(move || beside(|page| page.next.clone()));
    view! { <Show when=move || full.read().is_some()><Pager shown newer older names=("Previous", "Next")/></Show> }
}
