//! The field that narrows a list: the rows follow once typing rests, and the address holds what was typed.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::icon::{Glyph, Icon};
use crate::effect::effect;
use crate::keys::{Scope, shortcut};

/// How long typing must rest.
const RESTS: std::time::Duration = std::time::Duration::from_millis(200);

/// A search field, which `/` goes into.
#[component]
pub(crate) fn SearchField(
    /// What is searched: `Search customers`.
    label: &'static str,
    /// By what: `Name or e-mail`.
    placeholder: &'static str,
    /// What the address says.
    said: Memo<String>,
    /// The address that says this.
    href: Callback<String, String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let (typed, timer) = (RwSignal::new(said.get_untracked()), StoredValue::new(None::<TimeoutHandle>));
    shortcut(&["/"], "Search", Scope::List, move || {
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
            input.select();
        }
    });
    // A link or "back" changes what is searched; what is being typed is ahead of the address.
    effect(move || {
        let said = said.get();
        if timer.get_value().is_none() && typed.get_untracked().trim() != said {
            typed.set(said);
        }
    });
    let navigate = use_navigate();
    let follow = move || {
        timer.set_value(None);
        let Some(text) = typed.try_get_untracked() else { return };
        if text.trim() != said.get_untracked() {
            navigate(
                &href.run(text.trim().to_owned()),
                NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
            );
        }
    };
    let stop = move || {
        if let Some(waiting) = timer.try_get_value().flatten() {
            waiting.clear();
        }
    };
    on_cleanup(stop);
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        stop();
        timer.set_value(set_timeout_with_handle(follow.clone(), RESTS).ok());
    };
    view! {
        <label class="search">
            <span class="sr">{label}</span><Icon glyph=Glyph::Search/>
            <input class="input" type="search" autocomplete="off" spellcheck="false" placeholder=placeholder node_ref=node
                prop:value=typed on:input=on_input/>
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}
