//! Links inside drawings: the router follows links of HTML only, and would let the browser load the page anew.

use leptos::ev::MouseEvent;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// What a click on a drawn link does: goes there, unless it is asked to open elsewhere.
pub(crate) fn follow(href: String) -> impl Fn(MouseEvent) + 'static {
    let navigate = use_navigate();
    move |event| {
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            navigate(&href, NavigateOptions::default());
        }
    }
}
