//! The command palette: to a page, to an order, to whatever has a shortcut, by typing a part of its name.

#![expect(clippy::unnecessary_wraps, reason = "what fails is the fetching of the part, before it is called")]

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::dialog::Dialog;
use super::icon::{Glyph, Icon};
use super::marked::Marked;
use super::part::Part;
use super::shortcuts::cap;
use crate::api::lookup;
use crate::effect::effect;
use crate::keys::{Keys, Scope, Shortcut, shortcut};
use crate::live::Live;
use crate::load::load;
use crate::pages::{self, SECTIONS};
use crate::pause::pause;

/// How long typing must rest before it is looked up.
const RESTS_MS: u32 = 120;

/// Whether the palette is open.
#[derive(Clone, Copy)]
pub(crate) struct PaletteOpen(pub(crate) RwSignal<bool>);

/// What choosing an entry does.
#[derive(Clone)]
enum Act {
    Go(String),
    Run(Callback<()>),
}

/// A line of the palette.
#[derive(Clone)]
struct Entry {
    group: &'static str,
    glyph: Glyph,
    title: String,
    more: String,
    keys: &'static [&'static str],
    act: Act,
}

impl Entry {
    fn leading(group: &'static str, glyph: Glyph, title: String, path: String) -> Self {
        Self { group, glyph, title, more: String::new(), keys: &[], act: Act::Go(path) }
    }
}

/// Fetches what the palette needs, unless it is here, when there is a connection to do it by.
pub(crate) async fn fetch_ahead(live: Live) {
    live.connected().await;
    drop(preload().await);
}

/// The palette, which Ctrl K opens.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let PaletteOpen(open) = expect_context();
    shortcut(&["Ctrl", "K"], "Search or jump to", Scope::Anywhere, move || open.set(true));
    view! {
        <Dialog open label="Command palette".to_owned() class="palette"><Part load=move || search(open)/></Dialog>
    }
}

/// Typing and finding, a part of the app by itself: nobody's first page needs it.
#[wasm_split(palette, wasm_split_path = ::leptos::wasm_split, preload(preload), fallible)]
fn search(open: RwSignal<bool>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Search open/> }.into_any())
}

#[component]
fn Search(
    /// Whether the palette is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (typed, active) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let keys = expect_context::<Keys>().all();
    let found = load(move || find(typed.get()));
    let entries = Memo::new_with_compare(
        move |_| {
            let mut entries: Vec<Entry> = found.get().unwrap_or_default();
            entries.extend(commands(&keys.get()).into_iter().filter(|entry| fits(&entry.title, &typed.read())));
            entries
        },
        |_, _| true,
    );
    let navigate = use_navigate();
    let choose = Callback::new(move |at: usize| {
        let Some(entry) = entries.with_untracked(|entries| entries.get(at).cloned()) else { return };
        open.set(false);
        match entry.act {
            Act::Go(path) => navigate(&path, NavigateOptions::default()),
            Act::Run(run) => run.run(()),
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let last = entries.with(|entries| entries.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => active.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => choose.run(active.get()),
            _ => return,
        }
        event.prevent_default();
    };
    let input = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(input) = input.get() {
            drop(input.focus());
        }
    });
    let current = move || entries.with(|entries| !entries.is_empty()).then(|| format!("palette-{}", active.get()));
    view! {
        <label class="search">
            <span class="sr">"Search or jump to"</span><Icon glyph=Glyph::Search/>
            <input class="input" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
                aria-activedescendant=current node_ref=input autocomplete="off" spellcheck="false"
                placeholder="Order, customer, product, page or action"
                on:input=move |event| { typed.set(event_target_value(&event)); active.set(0); } on:keydown=on_key/>
        </label>
        <div class="options">
            <div role="listbox" id="palette-list" aria-label="Results">{move || groups(&entries.get(), &typed.get(), active, choose)}</div>
            <p class="sr" role="status">{move || format!("{} results", entries.read().len())}</p>
            <div class="foot wide" aria-hidden="true">
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" choose"</span><span><kbd>"Enter"</kbd>" take"</span><span><kbd>"Esc"</kbd>" close"</span>
            </div>
        </div>
    }
}

/// The entries under their headings.
fn groups(entries: &[Entry], needle: &str, active: RwSignal<usize>, choose: Callback<usize>) -> Vec<AnyView> {
    let option = |(at, entry): (usize, &Entry)| {
        let caps = entry.keys.iter().map(|key| view! { <kbd>{cap(key)}</kbd> }).collect_view();
        let selected = move || (active.get() == at).to_string();
        view! {
            <div role="option" id=format!("palette-{at}") aria-selected=selected on:click=move |_| choose.run(at) on:mousemove=move |_| active.set(at)>
                <Icon glyph=entry.glyph/>
                <span class="grow"><Marked text=entry.title.clone() needle=needle.to_owned()/>" "<span class="dim">{entry.more.clone()}</span></span>
                <span class="keys">{caps}</span>
            </div>
        }
    };
    let numbered: Vec<(usize, &Entry)> = entries.iter().enumerate().collect();
    numbered
        .chunk_by(|(_, one), (_, next)| one.group == next.group)
        .map(|group| {
            let heading = group.first().map(|(_, entry)| entry.group);
            let options = group.iter().copied().map(option).collect_view();
            view! { <div role="group" aria-label=heading><p class="group" aria-hidden="true">{heading}</p>{options}</div> }.into_any()
        })
        .collect()
}

/// Pages to go to, and what the keyboard can do here.
fn commands(shortcuts: &[Shortcut]) -> Vec<Entry> {
    let go = SECTIONS.iter().map(|section| Entry {
        keys: section.keys,
        ..Entry::leading("Go to", section.glyph, section.label.to_owned(), section.path.to_owned())
    });
    let is_section = |shortcut: &Shortcut| SECTIONS.iter().any(|section| section.keys == shortcut.keys);
    let act = shortcuts.iter().filter(|it| !is_section(it) && it.scope != Scope::List && it.keys != ["Ctrl", "K"]);
    let act = act.map(|shortcut| Entry {
        group: "Actions",
        glyph: Glyph::Right,
        title: shortcut.label.to_owned(),
        more: String::new(),
        keys: shortcut.keys,
        act: Act::Run(shortcut.run),
    });
    go.chain(act).collect()
}

fn fits(title: &str, needle: &str) -> bool {
    title.to_lowercase().contains(&needle.trim().to_lowercase())
}

/// What the server knows by this name: orders, customers and products, as far as they have pages.
async fn find(typed: String) -> Vec<Entry> {
    if typed.trim().is_empty() {
        return Vec::new();
    }
    pause(RESTS_MS).await;
    let mut found = Vec::new();
    if pages::exists("/orders/:number") {
        found.extend(lookup::orders(&typed).await.unwrap_or_default().into_iter().map(|order| Entry {
            more: format!("{}, {}", order.customer.name, order.status.word().to_lowercase()),
            ..Entry::leading("Orders", Glyph::Orders, order.number.to_string(), format!("/orders/{}", order.number))
        }));
    }
    if pages::exists("/customers/:id") {
        found.extend(lookup::customers(&typed).await.unwrap_or_default().into_iter().map(|customer| {
            let path = format!("/customers/{}", customer.id.inner());
            Entry::leading("Customers", Glyph::Right, customer.name, path)
        }));
    }
    if pages::exists("/products/:id") {
        found.extend(lookup::products(&typed).await.unwrap_or_default().into_iter().map(|product| Entry {
            more: product.sku,
            ..Entry::leading("Products", Glyph::Right, product.name, format!("/products/{}", product.id.inner()))
        }));
    }
    found
}
