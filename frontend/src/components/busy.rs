//! A button whose work takes a moment: its mark turns, and pressing it again does nothing.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A button that sends something.
#[component]
pub(crate) fn BusyButton(
    /// Verb and object: `Ship order`.
    #[prop(into)]
    label: Signal<String>,
    /// Its icon.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Further classes: `primary`, `quiet`, `danger`.
    #[prop(optional)]
    class: &'static str,
    /// The key that does the same.
    #[prop(optional)]
    key: Option<&'static str>,
    /// Whether it is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Does it.
    press: Callback<()>,
) -> impl IntoView {
    let click = move |_| {
        if !busy.get_untracked() {
            press.run(());
        }
    };
    let mark = move || match (busy.get(), glyph) {
        (true, _) => Some(view! { <Icon glyph=Glyph::Spin/> }),
        (false, glyph) => glyph.map(|glyph| view! { <Icon glyph/> }),
    };
    view! {
        <button class=format!("btn {class}") type="button" aria-busy=move || busy.get().to_string() on:click=click>
            {mark}{label}{key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </button>
    }
}
