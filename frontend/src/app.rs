//! The frame around every page: navigation at the side (below on a phone), the sheet, and which page stands on it.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::NavigateOptions;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::components::side::{Side, TabBar};
use crate::components::theme::Theme;
use crate::pages::not_found::NotFound;
use crate::pages::orders::Orders;

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(RwSignal::new(Theme::stored()));

    view! {
        <Title formatter=|page| format!("{page} · Docket")/>
        <Router>
            // The router leaves an external link to the browser, which moves the focus as well.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <div class="app">
                <Side/>
                <main class="sheet" id="main" tabindex="-1">
                    <Routes fallback=NotFound>
                        <Route path=path!("/") view=Home/>
                        <Route path=path!("/orders") view=Orders/>
                    </Routes>
                </main>
            </div>
            <TabBar/>
        </Router>
    }
}

/// The way in: the orders, without a step that "back" would fall into.
#[component]
fn Home() -> impl IntoView {
    view! { <Redirect path="/orders" options=NavigateOptions { replace: true, ..NavigateOptions::default() }/> }
}
