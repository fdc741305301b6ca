//! The way around: at the side on a wide screen, along the bottom on a phone. Only what exists is linked.

use leptos::prelude::*;
use leptos_router::components::A;

use super::icon::{Glyph, Icon};
use super::theme::ThemeSwitch;
use crate::api::tenant;

/// The side: brand, whose data this is, the pages, the theme.
#[component]
pub(crate) fn Side() -> impl IntoView {
    // Without a name the brand stands alone: it is no reason to stop anybody.
    let tenant = LocalResource::new(tenant::current);
    let name = move || tenant.get()?.ok().map(|tenant| tenant.name);
    view! {
        <aside class="side" aria-label="Navigation">
            <a class="brand" href="/orders">
                <Icon glyph=Glyph::Logo class="logo"/><span>"Docket"<small>{name}</small></span>
            </a>
            <nav class="nav stack tight" aria-label="Main">
                <A href="/orders" attr:title="Orders"><Icon glyph=Glyph::Orders/><span>"Orders"</span></A>
            </nav>
            <div class="foot nav"><ThemeSwitch/></div>
        </aside>
    }
}

/// The same on a phone.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    view! {
        <nav class="tabbar" aria-label="Sections">
            <A href="/orders"><Icon glyph=Glyph::Orders/>"Orders"</A>
            <ThemeSwitch/>
        </nav>
    }
}
