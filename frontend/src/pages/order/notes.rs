//! What people want to remember about the order; may be written at any time.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::conflict::Conflict;
use super::desk::Desk;
use crate::api::order;
use crate::components::busy::BusyButton;
use crate::components::note::FailureNote;
use crate::effect::effect;
use crate::submit::Submit;

/// The notes, in a field that saves on Ctrl Enter.
#[component]
pub(super) fn Notes(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let stored = Memo::new(move |_| desk.order().notes.clone());
    let typed = RwSignal::new(stored.get_untracked());
    // The notes as they were when somebody began to write.
    let seen = StoredValue::new(None::<String>);
    let (submit, conflict) = (Submit::new(), RwSignal::new(false));
    effect(move || {
        let stored = stored.get();
        if seen.with_value(Option::is_none) {
            typed.set(stored);
        }
    });
    let changed = move || *typed.read() != *stored.read();
    let put_back = move || {
        seen.set_value(None);
        submit.forget();
        typed.set(stored.get_untracked());
    };
    let save = Callback::new(move |()| {
        let (order, notes) = (desk.order_untracked(), typed.get_untracked());
        // Somebody else wrote notes since: which ones shall it be?
        if seen.get_value().is_some_and(|seen| seen != order.notes) {
            conflict.set(true);
            return;
        }
        let what = format!("notes {} {} {notes}", order.id.inner(), order.version);
        let (id, version) = (order.id.clone(), order.version);
        submit.send(what, |key| desk.doing(order::set_notes(id, version, notes, key)), move |_| put_back());
    });
    effect(move || {
        // The version also rises with items: only other notes are a conflict.
        if submit.failure().get().is_some_and(|failure| failure.stale().is_some()) {
            spawn_local(async move {
                desk.look().await;
                save.try_run(());
            });
        }
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            save.run(());
        }
        "Escape" => {
            event.prevent_default();
            put_back();
        }
        _ => {}
    };
    let on_input = move |event| {
        seen.update_value(|seen| {
            if seen.is_none() {
                *seen = Some(stored.get_untracked());
            }
        });
        typed.set(event_target_value(&event));
    };
    let overwrite = Callback::new(move |()| {
        conflict.set(false);
        seen.set_value(Some(stored.get_untracked()));
        save.run(());
    });
    let theirs = Callback::new(move |()| {
        conflict.set(false);
        put_back();
    });
    let failed = move || {
        let failure = submit.failure().get().filter(|failure| failure.stale().is_none())?;
        Some(view! { <FailureNote what="Not saved" failure/> })
    };
    view! {
        <section aria-labelledby="notes" class="stack">
            <h2 id="notes">"Notes"</h2>
            <div class="field">
                <textarea class="input" aria-labelledby="notes" placeholder="For the team: the side door, the van on Tuesday"
                    prop:value=typed on:input=on_input on:keydown=on_key></textarea>
            </div>
            <Show when=changed>
                <div class="row">
                    <BusyButton label="Save notes".to_owned() busy=submit.busy() press=save key="Ctrl ↵"/>
                    <button class="btn quiet" type="button" on:click=move |_| put_back()>"Put back"</button>
                </div>
            </Show>
            {failed}
            <Conflict open=conflict what=Signal::stored("Notes".to_owned()) mine=typed.into() theirs=stored.into() save=overwrite theirs_it_is=theirs/>
        </section>
    }
}
