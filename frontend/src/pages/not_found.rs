//! Where nothing is.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::components::empty::Empty;
use crate::components::icon::Glyph;

/// Says which address leads nowhere, and the way back.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <Title text="Not found"/>
        <header class="head one"><h1>"Not found"</h1></header>
        <Empty glyph=Glyph::Search heading="There is no such page".to_owned()>
            <p>"Nothing stands at "<code>{path}</code>". The link may be cut short."</p>
            <div class="row"><a class="btn" href="/orders">"All orders"</a></div>
        </Empty>
    }
}
