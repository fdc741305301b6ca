//! A place where something could stand and does not: says so, and what leads on.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// An icon, a heading, and what the children add: a sentence and a `.row` of ways on.
#[component]
pub(crate) fn Empty(
    /// What it is about.
    glyph: Glyph,
    /// What is missing, in a few words.
    heading: String,
    /// The sentence and the ways on.
    children: Children,
) -> impl IntoView {
    view! { <div class="empty"><Icon glyph/><h2>{heading}</h2>{children()}</div> }
}
