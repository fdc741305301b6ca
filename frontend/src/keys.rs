//! The keyboard's shortcuts: who is on the screen registers its own, the sheet and the palette list them.
//!
//! Single letters never fire inside a field, and nothing below an open dialog fires at all.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

/// How long the second key of two may take.
const SEQUENCE_MS: f64 = 1500.0;

/// Where a shortcut belongs: the headings of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// On every page.
    Anywhere,
    /// Where rows are.
    List,
    /// On one thing's own page.
    Thing,
    /// Where something is entered.
    Form,
}

impl Scope {
    /// All, in the order of the sheet.
    pub(crate) const ALL: [Self; 4] = [Self::Anywhere, Self::List, Self::Thing, Self::Form];

    /// The heading.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Anywhere => "Anywhere",
            Self::List => "In a list",
            Self::Thing => "On this page",
            Self::Form => "In a form",
        }
    }
}

/// What a key does.
#[derive(Clone, Copy)]
pub(crate) struct Shortcut {
    /// `["N"]`, `["G", "O"]` one after the other, or `["Ctrl", "K"]` together; names as `KeyboardEvent.key` has them.
    pub(crate) keys: &'static [&'static str],
    /// What it does, as the sheet says it.
    pub(crate) label: &'static str,
    /// Where it belongs.
    pub(crate) scope: Scope,
    /// Does it.
    pub(crate) run: Callback<()>,
}

impl Shortcut {
    fn is_chord(&self) -> bool {
        self.keys.first() == Some(&"Ctrl")
    }
}

/// All shortcuts that can be used now.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    all: RwSignal<Vec<(u32, Shortcut)>>,
    next: StoredValue<u32>,
    first: StoredValue<Option<(String, f64)>>,
}

impl Keys {
    /// Starts to listen, for as long as the app runs.
    pub(crate) fn start() -> Self {
        let keys = Self { all: RwSignal::default(), next: StoredValue::new(0), first: StoredValue::new(None) };
        let handle = window_event_listener(ev::keydown, move |event| keys.pressed(&event));
        on_cleanup(move || handle.remove());
        keys
    }

    /// What can be used now.
    pub(crate) fn all(self) -> Signal<Vec<Shortcut>> {
        Signal::derive(move || self.all.read().iter().map(|(_, shortcut)| *shortcut).collect())
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.default_prevented() || event.is_composing() || event.alt_key() || is_behind_dialog() {
            return;
        }
        let chord = event.ctrl_key() || event.meta_key();
        if !chord && is_typing(event) {
            return;
        }
        let key = event.key();
        let key = if key.chars().count() == 1 { key.to_ascii_uppercase() } else { key };
        let first = self.first.get_value().filter(|(_, at)| event.time_stamp() - at < SEQUENCE_MS).map(|(key, _)| key);
        self.first.set_value(None);
        let all = self.all.get_untracked();
        // The latest counts: a page's own key hides the frame's.
        let find = |keys: &[&str]| all.iter().rev().find(|(_, it)| it.keys == keys).map(|(_, shortcut)| *shortcut);
        let found = match (&first, chord) {
            (_, true) => find(&["Ctrl", &key]),
            (Some(first), false) => find(&[first, &key]).or_else(|| find(&[&key])),
            (None, false) => find(&[&key]),
        };
        if let Some(shortcut) = found {
            event.prevent_default();
            shortcut.run.run(());
        } else if all.iter().any(|(_, it)| it.keys.len() == 2 && !it.is_chord() && it.keys[0] == key) {
            self.first.set_value(Some((key, event.time_stamp())));
        }
    }
}

/// Makes a shortcut usable for as long as the caller's owner lives.
pub(crate) fn shortcut(
    keys: &'static [&'static str],
    label: &'static str,
    scope: Scope,
    run: impl Fn() + Send + Sync + 'static,
) {
    let registry = expect_context::<Keys>();
    let id = registry.next.get_value();
    registry.next.set_value(id.wrapping_add(1));
    let shortcut = Shortcut { keys, label, scope, run: Callback::new(move |()| run()) };
    registry.all.update(|all| all.push((id, shortcut)));
    on_cleanup(move || {
        registry.all.try_update(|all| all.retain(|(of, _)| *of != id));
    });
}

/// Whether the key saves a form of one-line fields: Enter in one of them, or Ctrl Enter anywhere.
pub(crate) fn saves(event: &KeyboardEvent) -> bool {
    let in_field = || event.target().is_some_and(|target| target.dyn_into::<HtmlInputElement>().is_ok());
    event.key() == "Enter" && !event.is_composing() && (event.ctrl_key() || event.meta_key() || in_field())
}

fn is_behind_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Whether the key belongs to what has the focus: letters to a field, Enter and arrows also to buttons and menus.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let ticks = matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit");
        return !ticks || event.key() == " ";
    }
    let presses = matches!(event.key().as_str(), "Enter" | " ");
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "BUTTON" | "A" | "SUMMARY" => presses,
        _ => element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable),
    }
}
