//! The sheet of shortcuts: exactly those that work where one is.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::icon::{Glyph, Icon};
use crate::keys::{Keys, Scope, Shortcut, shortcut};

/// What a key is called on the sheet.
pub(crate) fn cap(key: &'static str) -> &'static str {
    match key {
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "Enter" => "↵",
        "Escape" => "Esc",
        other => other,
    }
}

/// Whether the sheet is open.
#[derive(Clone, Copy)]
pub(crate) struct SheetOpen(pub(crate) RwSignal<bool>);

/// The sheet, which `?` opens.
#[component]
pub(crate) fn ShortcutSheet() -> impl IntoView {
    let SheetOpen(open) = expect_context();
    let all = expect_context::<Keys>().all();
    shortcut(&["?"], "This sheet", Scope::Anywhere, move || open.set(true));
    let part = move |scope: Scope| {
        let mut these: Vec<Shortcut> = all.get().into_iter().filter(|it| it.scope == scope).collect();
        // The same key of the frame and of the page is one key.
        these.dedup_by_key(|it| it.keys);
        (!these.is_empty())
            .then(|| view! { <div><h3>{scope.word()}</h3><dl>{these.iter().map(line).collect_view()}</dl></div> })
    };
    view! {
        <Dialog open label="Shortcuts".to_owned() class="wide-dialog">
            <header class="apart">
                <h2>"Shortcuts"</h2>
                <button class="btn quiet only sm" type="button" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::X/>
                </button>
            </header>
            <div class="body"><div class="keys-sheet">{move || Scope::ALL.map(part).collect_view()}</div></div>
        </Dialog>
    }
}

fn line(shortcut: &Shortcut) -> impl IntoView + use<> {
    let caps = shortcut.keys.iter().map(|key| view! { <kbd>{cap(key)}</kbd> }).collect_view();
    view! { <dt>{shortcut.label}</dt><dd>{caps}</dd> }
}
