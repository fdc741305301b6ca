//! A menu behind a button: the browser's own `<details>`, which closes on a choice, on Escape and when it is left.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};

use super::icon::{Glyph, Icon};

/// A button that unfolds a list of further buttons.
#[component]
pub(crate) fn Menu(
    /// What the button says; alone with its icon where `bare`.
    label: &'static str,
    /// Its icon.
    glyph: Glyph,
    /// Whether the icon stands alone.
    #[prop(optional)]
    bare: bool,
    /// Whether choosing something leaves it open, as boxes to tick do.
    #[prop(optional)]
    stays: bool,
    /// The buttons, links or boxes.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && node.get_untracked().is_some_and(|details| details.open()) {
            event.prevent_default();
            event.stop_propagation();
            close();
            let summary = node.get_untracked().and_then(|details| details.query_selector("summary").ok().flatten());
            if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
                drop(summary.focus());
            }
        }
    };
    let on_leave = move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        let inside = node.get_untracked().is_some_and(|details| details.contains(next.as_ref()));
        // Without a next element the window itself lost the focus, or a press on what takes none is on its way.
        if next.is_some() && !inside {
            close();
        }
    };
    let (class, name, words) =
        if bare { ("btn quiet only", Some(label), None) } else { ("btn quiet", None, Some(label)) };
    view! {
        <details class="menu" node_ref=node on:keydown=on_key on:focusout=on_leave>
            <summary class=class aria-label=name><Icon glyph/>{words}</summary>
            <div class="pop" on:click=move |_| if !stays { close() }>{children()}</div>
        </details>
    }
}
