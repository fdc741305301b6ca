//! The foot of a list: how much of it is shown, and the ways to the pages beside. Cursors, so no page numbers.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The pages beside. The links stay the same elements from page to page, so the focus stays on them.
#[component]
pub(crate) fn Pager(
    /// How much is shown: `25 of 1,284`.
    #[prop(into)]
    shown: Signal<String>,
    /// The address of the page before.
    #[prop(into)]
    newer: Signal<Option<String>>,
    /// The address of the page after.
    #[prop(into)]
    older: Signal<Option<String>>,
    /// What the two are called where the list is not one of times.
    #[prop(into, default = ("Newer", "Older").into())]
    names: Signal<(&'static str, &'static str)>,
) -> impl IntoView {
    // A link without an address is what HTML calls a placeholder: there, but not to be followed.
    let off = |address: Signal<Option<String>>| move || address.get().is_none().then_some("true");
    view! {
        <footer class="pager">
            <span role="status">{shown}</span>
            <nav class="end" aria-label="Pages" hidden=move || newer.get().is_none() && older.get().is_none()>
                <a class="btn" href=newer aria-disabled=off(newer)><Icon glyph=Glyph::Left/>{move || names.get().0}</a>
                <a class="btn" href=older aria-disabled=off(older)>{move || names.get().1}<Icon glyph=Glyph::Right/></a>
            </nav>
        </footer>
    }
}
