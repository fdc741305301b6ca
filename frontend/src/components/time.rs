//! A time: short in the row, in full as its title.

use leptos::prelude::*;

use crate::format::time::Stamp;

/// A point in time or a day.
#[component]
pub(crate) fn Time(
    /// What to show.
    stamp: Stamp,
) -> impl IntoView {
    view! { <time datetime=stamp.datetime title=stamp.full>{stamp.short}</time> }
}
