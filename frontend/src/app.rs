//! The frame around every page: navigation at the side (below on a phone), the sheet, and what belongs to all pages:
//! the socket, the keyboard, messages, the palette.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::catalogue::Catalogue;
use crate::components::connection::Connection;
use crate::components::palette::{self, Palette, PaletteOpen};
use crate::components::shortcuts::{SheetOpen, ShortcutSheet};
use crate::components::side::{Side, TabBar};
use crate::components::theme::Theme;
use crate::components::toasts::{ToastHost, Toasts};
use crate::effect::on_change;
use crate::keys::Keys;
use crate::live::{Live, use_live};
use crate::pages::{self, CurrentPage};
use crate::pause::pause;

/// How long after its start the app begins to fetch what the next pages need, in milliseconds: the page that was asked
/// for and its data go first.
const FIRST_PAGE: u32 = 2_000;

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(RwSignal::new(Theme::stored()));
    provide_context(Catalogue::load());
    provide_context(Keys::start());
    provide_context(Live::start());
    provide_context(Toasts::new());
    provide_context(PaletteOpen(RwSignal::new(false)));
    provide_context(SheetOpen(RwSignal::new(false)));

    view! {
        <Title formatter=|page| format!("{page} · Docket")/>
        <Router>
            // The router leaves an external link to the browser, which moves the focus as well.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <div class="app">
                <Side/>
                <Sheet/>
            </div>
            <TabBar/>
            <Palette/>
            <ShortcutSheet/>
            <ToastHost/>
        </Router>
    }
}

/// What pages stand on. Where a link took the focus away with its page, the focus starts again at the top of the next.
#[component]
fn Sheet() -> impl IntoView {
    let path = use_location().pathname;
    on_change(move || path.get(), || request_animation_frame(focus_sheet));
    let live = use_live();
    spawn_local(async move {
        pause(FIRST_PAGE).await;
        palette::fetch_ahead(live).await;
        pages::fetch_ahead(live).await;
    });
    view! {
        <main class="sheet" id="main" tabindex="-1"><Connection/><CurrentPage/></main>
    }
}

fn focus_sheet() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let sheet = document().get_element_by_id("main").and_then(|sheet| sheet.dyn_into::<HtmlElement>().ok());
    if let Some(sheet) = sheet.filter(|_| lost) {
        drop(sheet.focus());
    }
}
