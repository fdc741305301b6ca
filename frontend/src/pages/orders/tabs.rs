//! The statuses one can look at alone.

use leptos::prelude::*;

use super::address;
use crate::api::orders::{Ask, OrderStatus, Place};

/// A link a status, and one for all of them.
#[component]
pub(super) fn Tabs(
    /// What is shown now.
    ask: Memo<Ask>,
) -> impl IntoView {
    let tab = move |status: Option<OrderStatus>| {
        let href = address::write(&Ask { status, place: Place::Start });
        let current = move || (ask.read().status == status).then_some("page");
        view! { <a href=href aria-current=current>{status.map_or("All", OrderStatus::word)}</a> }
    };
    let tabs: Vec<_> = std::iter::once(None).chain(OrderStatus::ALL.map(Some)).map(tab).collect();
    view! { <nav class="tabs" aria-label="Status">{tabs}</nav> }
}
