//! Light, dark, or as the system has it. The choice stays in this browser; scripts/theme.js applies it before the first
//! paint of the next visit.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::keys::{Scope, shortcut};

/// Where the choice is stored; scripts/theme.js reads the same key.
const KEY: &str = "docket.theme";

/// The choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it, by day and by night.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// What was chosen on an earlier visit.
    pub(crate) fn stored() -> Self {
        let stored = storage().and_then(|storage| storage.get_item(KEY).ok()?);
        match stored.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The value of `data-theme`; none leaves it to the system.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// Shows and stores the choice. Where storage is blocked or full, it holds until the page is left.
    fn choose(self) {
        let (root, storage) = (document().document_element(), storage());
        if let Some(name) = self.attribute() {
            drop(root.map(|root| root.set_attribute("data-theme", name)));
            drop(storage.map(|storage| storage.set_item(KEY, name)));
        } else {
            drop(root.map(|root| root.remove_attribute("data-theme")));
            drop(storage.map(|storage| storage.remove_item(KEY)));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// One button that goes through the three.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let theme = use_context::<RwSignal<Theme>>().unwrap_or_else(|| RwSignal::new(Theme::stored()));
    let switch = move || {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().choose();
    };
    shortcut(&["T"], "Switch the theme", Scope::Anywhere, switch);
    let label = move || {
        let theme = theme.get();
        format!("Theme: {}. Switch to {}", theme.word().to_ascii_lowercase(), theme.next().word().to_ascii_lowercase())
    };
    view! {
        <button type="button" on:click=move |_| switch() title=label>
            <Icon glyph=Glyph::Moon/><span>"Theme"</span><span class="count">{move || theme.get().word()}</span>
        </button>
    }
}
