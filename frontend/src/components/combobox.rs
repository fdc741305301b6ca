//! Finding one of many by typing: a field with a list of what fits below it, all by keyboard.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::api::client::ApiError;
use crate::effect::effect;
use crate::load::load;
use crate::pause::pause;

/// How long typing must rest before it is looked up.
const RESTS_MS: u32 = 120;

/// What looks things up by what was typed.
pub(crate) type Find<T> = fn(String) -> Pin<Box<dyn Future<Output = Result<Vec<T>, ApiError>>>>;

/// A field that finds a `T`.
#[component]
pub(crate) fn Combobox<T>(
    /// Names the control on its page.
    id: &'static str,
    /// What is looked for.
    label: &'static str,
    /// The icon inside it.
    #[prop(default = Glyph::Search)]
    glyph: Glyph,
    /// The key that goes into it.
    #[prop(optional_no_strip)]
    key: Option<&'static str>,
    /// What stands in it, for who wants to read or write that.
    #[prop(optional)]
    text: RwSignal<String>,
    /// Whether it has the focus at once.
    #[prop(optional)]
    focused: bool,
    /// The field, for who wants to give it the focus.
    #[prop(optional)]
    node: NodeRef<html::Input>,
    /// Looks it up; asked for nothing, it offers what is likely.
    find: Find<T>,
    /// A line of the list; with what was typed, to mark it.
    line: fn(&T, String) -> AnyView,
    /// Why one that is found cannot be taken; it is shown all the same.
    #[prop(optional)]
    barred: Option<fn(&T) -> bool>,
    /// Takes one.
    take: Callback<T>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let (typed, open, active) = (text, RwSignal::new(false), RwSignal::new(0_usize));
    let found = load(move || {
        let (typed, open) = (typed.get(), open.get());
        async move {
            if !open {
                return None;
            }
            pause(RESTS_MS).await;
            Some(find(typed).await.map(Arc::new))
        }
    });
    let options = Memo::new(move |_| found.get().flatten().and_then(Result::ok));
    let failed = move || found.get().flatten().and_then(Result::err);
    effect(move || {
        if focused && let Some(input) = node.get() {
            drop(input.focus());
        }
    });
    let choose = Callback::new(move |at: usize| {
        let Some(one) = options.get_untracked().and_then(|options| options.get(at).cloned()) else { return };
        if barred.is_some_and(|barred| barred(&one)) {
            return;
        }
        typed.set(String::new());
        open.set(false);
        take.run(one);
    });
    let on_key = move |event: KeyboardEvent| {
        let last = options.get_untracked().map_or(0, |options| options.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" if !open.get_untracked() => open.set(true),
            "ArrowDown" => active.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => active.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" if open.get_untracked() && !event.ctrl_key() && !event.meta_key() => {
                choose.run(active.get_untracked());
            }
            "Escape" if open.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        active.set(0);
        open.set(true);
    };
    let list = format!("{id}-list");
    let current = move || (open.get() && options.read().is_some()).then(|| format!("{id}-{}", active.get()));
    let option = move |at: usize, one: &T| {
        let off = barred.is_some_and(|barred| barred(one));
        view! {
            <li role="option" id=format!("{id}-{at}") aria-selected=move || (active.get() == at).to_string()
                aria-disabled=off.then_some("true") on:mousedown=move |event| event.prevent_default()
                on:click=move |_| choose.run(at) on:mousemove=move |_| active.set(at)>
                {line(one, typed.get_untracked())}
            </li>
        }
    };
    let body = move || match options.get() {
        Some(options) if options.is_empty() => view! { <p class="none">"Nothing fits"</p> }.into_any(),
        Some(options) => options.iter().enumerate().map(|(at, one)| option(at, one)).collect_view().into_any(),
        None => failed().map(|error| view! { <p class="none">{error.sentence()}</p> }).into_any(),
    };
    let pop = {
        let list = list.clone();
        move || {
            open.get().then(|| {
                view! {
                    <div class="options">
                        <ul role="listbox" id=list.clone() aria-label=label>{body}</ul>
                        <div class="foot wide" aria-hidden="true">
                            <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" choose"</span><span><kbd>"Enter"</kbd>" take"</span><span><kbd>"Esc"</kbd>" close"</span>
                        </div>
                    </div>
                }
            })
        }
    };
    view! {
        <div class="combo">
            <label class="search">
                <span class="sr">{label}</span><Icon glyph/>
                <input class="input" id=id role="combobox" autocomplete="off" spellcheck="false" placeholder=label
                    aria-expanded=move || open.get().to_string() aria-controls=list aria-activedescendant=current aria-autocomplete="list"
                    node_ref=node prop:value=typed on:input=on_input on:keydown=on_key
                    on:click=move |_| open.set(true) on:blur=move |_| open.set(false)/>
                {key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
            </label>
            {pop}
        </div>
    }
}
