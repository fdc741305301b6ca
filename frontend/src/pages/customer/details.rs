//! Name, e-mail and credit limit, edited where they stand. What is refused stays in its field.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::form::Form;
use crate::api::customer::{self, Edit};
use crate::api::failure::{Fact, Failure};
use crate::components::busy::BusyButton;
use crate::components::conflict::ConflictDialog;
use crate::components::field::{Field, Kind};
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::time::Time;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::format::{number, time};
use crate::keys::{Scope, saves, shortcut};
use crate::submit::Submit;

/// What is known of the customer, and the way to change it.
#[component]
pub(super) fn Details(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    shortcut(&["E"], "Edit customer", Scope::Thing, move || editing.set(true));
    let facts = move || {
        let customer = desk.customer();
        let email = customer.email.clone().map_or_else(
            || view! { <span class="dim">"none"</span> }.into_any(),
            |email| view! { <a href=format!("mailto:{email}")>{email.clone()}</a> }.into_any(),
        );
        let archived = customer.archived_at.clone().map(|at| {
            view! { <dt>"Archived"</dt><dd><Time stamp=time::instant(&at.0)/></dd> }
        });
        view! {
            <dl class="facts start">
                <dt>"Name"</dt><dd>{customer.name.clone()}</dd>
                <dt>"E-mail"</dt><dd>{email}</dd>
                <dt>"Credit limit"</dt><dd>{desk.money(&customer.credit_limit.0)}</dd>
                <dt>"Since"</dt><dd>{time::date(&customer.created_at.0)}</dd>
                {archived}
            </dl>
        }
    };
    view! {
        <section aria-labelledby="details" class="stack">
            <div class="apart">
                <h2 id="details">"Details"</h2>
                <Show when=move || !editing.get()>
                    <button class="btn quiet sm" type="button" on:click=move |_| editing.set(true)><Icon glyph=Glyph::Edit/>"Edit"<kbd aria-hidden="true">"E"</kbd></button>
                </Show>
            </div>
            <Show when=move || editing.get() fallback=facts><EditForm desk editing/></Show>
        </section>
    }
}

#[component]
fn EditForm(
    /// The customer.
    desk: Desk,
    /// Whether it is being edited.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit, conflict) = (use_toasts(), Submit::new(), RwSignal::new(false));
    let (form, unreadable) = (Form::of(desk.customer_untracked()), RwSignal::new(false));
    let save = Callback::new(move |()| {
        let Some(edit) = form.edit() else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        if edit == Edit::default() {
            editing.set(false);
            return;
        }
        let (id, seen) = (desk.customer_untracked().id.clone(), form.version());
        submit.send(
            format!("update {} {seen} {edit:?}", id.inner()),
            |key| desk.doing(customer::update(id, seen, edit, key)),
            move |customer| {
                toasts.done(format!("{} saved", customer.name), "");
                spawn_local(desk.look());
                editing.set(false);
            },
        );
    });
    // Somebody else was faster: look what is stored now, then ask where both differ.
    effect(move || {
        if submit.failure().get().is_some_and(|failure| failure.stale().is_some()) {
            spawn_local(async move {
                desk.look().await;
                if untrack(|| form.clashes(desk)).is_empty() {
                    form.settle(desk, &[]);
                    save.try_run(());
                } else {
                    conflict.try_set(true);
                }
            });
        }
    });
    let decide = Callback::new(move |mine: Vec<bool>| {
        conflict.set(false);
        submit.forget();
        form.settle(desk, &mine);
        save.run(());
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !conflict.get_untracked() {
            event.prevent_default();
            editing.set(false);
        } else if saves(&event) {
            event.prevent_default();
            save.run(());
        }
    };
    let about = move |field: &'static str| {
        Signal::derive(move || submit.failure().get().and_then(|failure| failure.about(&[field]).cloned()))
    };
    let failed = move || {
        let failure = submit.failure().get().filter(|failure| failure.stale().is_none())?;
        let beside_a_field =
            ["name", "email", "creditLimit"].into_iter().any(|field| failure.about(&[field]).is_some());
        (!beside_a_field).then(|| refused(failure, form))
    };
    view! {
        <div class="stack" role="group" aria-labelledby="details" on:keydown=on_key>
            <Field id="name" label="Name" value=form.name error=about("name")/>
            <Field id="email" label="E-mail" value=form.email kind=Kind::Email optional=true error=about("email")/>
            <Field id="limit" label="Credit limit" value=form.limit kind=Kind::Number error=about("creditLimit")
                hint=format!("The balance is {} now", desk.money(&desk.customer_untracked().balance.0))/>
            <Show when=move || unreadable.get()><p class="error" role="alert">"Write the limit as a number, such as 15000 or 2500.50."</p></Show>
            {failed}
            <div class="row">
                <BusyButton label="Save customer".to_owned() class="primary" busy=submit.busy() press=save/>
                <button class="btn quiet" type="button" on:click=move |_| editing.set(false)>"Put back"</button>
            </div>
        </div>
        <ConflictDialog open=conflict clashes=Signal::derive(move || form.clashes(desk)) decide/>
    }
}

/// What was refused, with what would not be: the lowest limit, for one that is below the balance.
fn refused(failure: Failure, form: Form) -> impl IntoView {
    let lowest = match &failure {
        Failure::Refused(refusals) => refusals.iter().find_map(|refusal| match &refusal.fact {
            Fact::Credit { attempted, .. } => Some(number::editable(attempted)),
            _ => None,
        }),
        Failure::Failed(_) => None,
    };
    let way_on = lowest.map(|lowest| {
        let words = format!("Use {lowest}");
        view! { <button class="btn sm" type="button" on:click=move |_| form.limit.set(lowest.clone())>{words}</button> }
    });
    view! { <FailureNote what="Not saved" failure>{way_on}</FailureNote> }
}
