//! A question before something that cannot be taken back: says what will happen, asks with the same verb.

use leptos::prelude::*;

use super::busy::BusyButton;
use super::dialog::Dialog;
use super::note::FailureNote;
use crate::effect::effect;
use crate::submit::Submit;

/// A dialog that asks, and does it.
#[component]
pub(crate) fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question: `Cancel order 10482?`
    #[prop(into)]
    heading: Signal<String>,
    /// The verb and its object, on the button that does it.
    #[prop(into)]
    verb: Signal<String>,
    /// The way out, which says what stays: `Keep order`.
    keep: &'static str,
    /// The state of doing it; what was refused is shown here.
    submit: Submit,
    /// What was not done, before the reason: `Not cancelled`.
    undone: &'static str,
    /// Does it.
    act: Callback<()>,
    /// What will happen, and what may be said about it.
    children: ChildrenFn,
) -> impl IntoView {
    effect(move || {
        if open.get() {
            submit.forget();
        }
    });
    let children = StoredValue::new(children);
    let failed = move || submit.failure().get().map(|failure| view! { <FailureNote what=undone failure/> });
    view! {
        <Dialog open label=heading>
            <header><h2>{heading}</h2></header>
            <div class="body">{children.with_value(|children| children())}{failed}</div>
            <footer>
                <button class="btn" type="button" on:click=move |_| open.set(false)>{keep}</button>
                <BusyButton label=verb class="danger" busy=submit.busy() press=act/>
            </footer>
        </Dialog>
    }
}
