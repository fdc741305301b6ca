//! Answers to actions, in a corner: gone after six seconds, unless something went wrong.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::api::failure::Failure;

/// How long good news stays.
const STAYS: Duration = Duration::from_secs(6);

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    bad: bool,
    heading: String,
    more: String,
    undo: Option<Callback<()>>,
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    all: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { all: RwSignal::default(), next: StoredValue::new(0) }
    }

    /// Something was done.
    pub(crate) fn done(self, heading: impl Into<String>, more: impl Into<String>) {
        self.passing(heading.into(), more.into(), None);
    }

    /// Something was done that can be taken back.
    pub(crate) fn done_with_undo(self, heading: impl Into<String>, more: impl Into<String>, undo: Callback<()>) {
        self.passing(heading.into(), more.into(), Some(undo));
    }

    /// Something did not work that has no place of its own to say so; stays until it is put away.
    pub(crate) fn failed(self, heading: impl Into<String>, failure: &Failure) {
        let more = match failure {
            Failure::Refused(refusals) => {
                refusals.iter().map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join(" ")
            }
            Failure::Failed(error) => {
                let id = error.request_id().map(|id| format!(" Request id {id}.")).unwrap_or_default();
                error.sentence() + &id
            }
        };
        self.push(true, heading.into(), more, None);
    }

    fn passing(self, heading: String, more: String, undo: Option<Callback<()>>) {
        let id = self.push(false, heading, more, undo);
        set_timeout(move || self.dismiss(id), STAYS);
    }

    fn push(self, bad: bool, heading: String, more: String, undo: Option<Callback<()>>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.all.update(|all| all.push(Toast { id, bad, heading, more, undo }));
        id
    }

    fn dismiss(self, id: u32) {
        self.all.update(|all| all.retain(|toast| toast.id != id));
    }
}

/// The messages, from anywhere in the app.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

/// Where they appear. The two regions are there before their first message, so that it is read out.
#[component]
pub(crate) fn ToastHost() -> impl IntoView {
    let toasts = use_toasts();
    let of = move |bad| {
        Signal::derive(move || toasts.all.get().into_iter().filter(|toast| toast.bad == bad).collect::<Vec<_>>())
    };
    let (good, bad) = (of(false), of(true));
    let one = move |toast: Toast| view! { <One toast toasts/> };
    view! {
        <div class="toasts">
            <div role="status"><For each=move || good.get() key=|toast| toast.id children=one/></div>
            <div role="alert"><For each=move || bad.get() key=|toast| toast.id children=one/></div>
        </div>
    }
}

#[component]
fn One(
    /// The message.
    toast: Toast,
    /// Where it stands.
    toasts: Toasts,
) -> impl IntoView {
    let Toast { id, bad, heading, more, undo } = toast;
    let undo = undo.map(|undo| {
        let click = move |_| {
            toasts.dismiss(id);
            undo.run(());
        };
        view! { <button class="btn quiet sm" type="button" on:click=click><Icon glyph=Glyph::Undo/>"Undo"</button> }
    });
    let (class, glyph) = if bad { ("toast bad", Glyph::Stop) } else { ("toast ok", Glyph::Ok) };
    view! {
        <div class=class>
            <Icon glyph/>
            <div><b>{heading}</b>{(!more.is_empty()).then(|| view! { <p>{more}</p> })}</div>
            {undo}
            <button class="btn quiet only sm" type="button" aria-label="Dismiss" on:click=move |_| toasts.dismiss(id)>
                <Icon glyph=Glyph::X/>
            </button>
        </div>
    }
}
