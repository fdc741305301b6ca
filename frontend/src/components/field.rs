//! A field: label, control, and below it a hint or, in its place, what is wrong.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::rule::RuleChip;
use crate::api::failure::Refusal;

/// What is written into a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line.
    #[default]
    Line,
    /// A number, aligned at its end.
    Number,
    /// A day, picked from a calendar.
    Day,
    /// A mail address.
    Email,
    /// Many lines.
    Text,
}

/// A labelled control whose text the signal holds. What was refused stays in it.
#[component]
pub(crate) fn Field(
    /// Names the control on its page.
    id: &'static str,
    /// What it holds.
    label: &'static str,
    /// The text.
    value: RwSignal<String>,
    /// What is written into it.
    #[prop(optional)]
    kind: Kind,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// A phrase below it.
    #[prop(optional, into)]
    hint: String,
    /// An example inside it.
    #[prop(optional, into)]
    placeholder: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<Refusal>>,
) -> impl IntoView {
    let below = format!("{id}-below");
    let hinted = (!hint.is_empty()).then(|| below.clone());
    let described = {
        let below = below.clone();
        move || if error.read().is_some() { Some(below.clone()) } else { hinted.clone() }
    };
    let invalid = move || error.read().is_some().then_some("true");
    let write = move |event| value.set(event_target_value(&event));
    let control = if kind == Kind::Text {
        view! {
            <textarea class="input" id=id placeholder=placeholder prop:value=value aria-invalid=invalid aria-describedby=described on:input=write></textarea>
        }
        .into_any()
    } else {
        let (class, keys) = if kind == Kind::Number { ("input num", Some("decimal")) } else { ("input", None) };
        let form = match kind {
            Kind::Email => "email",
            Kind::Day => "date",
            _ => "text",
        };
        view! {
            <input class=class id=id type=form inputmode=keys placeholder=placeholder autocomplete="off" prop:value=value
                aria-invalid=invalid aria-describedby=described on:input=write/>
        }
        .into_any()
    };
    let note = move || match error.get() {
        Some(refusal) => view! { <FieldError id=below.clone() refusal/> }.into_any(),
        None if hint.is_empty() => ().into_any(),
        None => view! { <span class="hint" id=below.clone()>{hint.clone()}</span> }.into_any(),
    };
    view! {
        <div class="field">
            <label for=id>{label}{optional.then(|| view! { " "<span class="opt">"optional"</span> })}</label>
            {control}
            {note}
        </div>
    }
}

/// What is wrong, below a field.
#[component]
pub(crate) fn FieldError(
    /// The id that the control names.
    id: String,
    /// The reason.
    refusal: Refusal,
) -> impl IntoView {
    let chip = refusal.rule.map(|name| view! { " "<RuleChip name/> });
    view! { <p class="error" id=id role="alert"><Icon glyph=Glyph::Stop/><span>{refusal.message}{chip}</span></p> }
}
