//! The way around: at the side on a wide screen, along the bottom on a phone. Only what exists is linked.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use super::connection::LiveMark;
use super::icon::{Glyph, Icon};
use super::palette::PaletteOpen;
use super::shortcuts::SheetOpen;
use super::theme::ThemeSwitch;
use crate::catalogue::use_catalogue;
use crate::keys::{Scope, shortcut};
use crate::pages::SECTIONS;

/// How many pages fit along the bottom.
const TABS: usize = 4;

/// The side: brand, whose data this is, the pages, and what belongs to the app itself.
#[component]
pub(crate) fn Side() -> impl IntoView {
    let catalogue = use_catalogue();
    let PaletteOpen(palette) = expect_context();
    let SheetOpen(sheet) = expect_context();
    for section in SECTIONS {
        let navigate = use_navigate();
        shortcut(section.keys, section.label, Scope::Anywhere, move || {
            navigate(section.path, NavigateOptions::default());
        });
    }
    let navigate = use_navigate();
    shortcut(&["N"], "New order", Scope::Anywhere, move || navigate("/orders/new", NavigateOptions::default()));
    let name = move || catalogue.tenant().map(|tenant| tenant.name);
    let link = |section: &'static crate::pages::Section| {
        view! { <A href=section.path attr:title=section.label><Icon glyph=section.glyph/><span>{section.label}</span></A> }
    };
    view! {
        <aside class="side" aria-label="Navigation">
            <a class="brand" href="/"><Icon glyph=Glyph::Logo class="logo"/><span>"Docket"<small>{name}</small></span></a>
            <button class="jump" type="button" aria-keyshortcuts="Control+K" on:click=move |_| palette.set(true)>
                <Icon glyph=Glyph::Search/><span>"Search or jump to"</span><kbd>"Ctrl K"</kbd>
            </button>
            <nav class="nav stack tight" aria-label="Main">{SECTIONS.iter().map(link).collect_view()}</nav>
            <div class="foot nav">
                <LiveMark/>
                <button type="button" title="Shortcuts" on:click=move |_| sheet.set(true)>
                    <Icon glyph=Glyph::Keyboard/><span>"Shortcuts"</span><span class="count"><kbd>"?"</kbd></span>
                </button>
                <ThemeSwitch/>
            </div>
        </aside>
    }
}

/// The first pages on a phone; the palette has the others, and what belongs to the app itself.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    let PaletteOpen(palette) = expect_context();
    let link = |section: &'static crate::pages::Section| {
        view! { <A href=section.path><Icon glyph=section.glyph/>{section.label}</A> }
    };
    view! {
        <nav class="tabbar" aria-label="Sections">
            {SECTIONS.iter().take(TABS).map(link).collect_view()}
            <button type="button" on:click=move |_| palette.set(true)><Icon glyph=Glyph::Menu/>"More"</button>
        </nav>
    }
}
