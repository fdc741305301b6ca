//! The head of a column that sorts: a link, because the order stands in the address.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A column's head.
#[component]
pub(crate) fn SortHead(
    /// What the column holds.
    label: &'static str,
    /// Further classes: `num`.
    #[prop(optional)]
    class: &'static str,
    /// From which width on it leaves (`data-p`).
    leaves: Option<&'static str>,
    /// How the list is sorted by it now: whether the greatest stands first.
    sorted: Option<bool>,
    /// The address that sorts by it, or turns the order round.
    href: String,
) -> impl IntoView {
    let way = sorted.map(|descending| if descending { "descending" } else { "ascending" });
    let glyph = sorted.map(|descending| if descending { Glyph::Descending } else { Glyph::Ascending });
    view! {
        <th scope="col" class=class data-p=leaves aria-sort=way>
            <a href=href>{label}{glyph.map(|glyph| view! { <Icon glyph/> })}</a>
        </th>
    }
}
