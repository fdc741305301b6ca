//! A new order: who, what, and at once what it comes to and whether it would be taken. Nothing typed is lost on the way.

mod form;
mod line;
mod preview;
mod who;

use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use self::form::Form;
use self::line::LineRow;
use self::preview::PreviewSlip;
use self::who::Who;
use crate::api::lookup::ProductHit;
use crate::api::place;
use crate::components::busy::BusyButton;
use crate::components::entry::Entry;
use crate::components::field::Field;
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::keys::{Scope, shortcut};
use crate::submit::Submit;

/// The page.
#[component]
pub(crate) fn NewOrder() -> impl IntoView {
    let (form, submit) = (Form::new(), Submit::new());
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let incomplete = RwSignal::new(None::<&'static str>);
    let act = Callback::new(move |()| {
        incomplete.set(form.missing());
        let Some(draft) = form.draft().get_untracked() else { return };
        let navigate = navigate.clone();
        submit.send(
            format!("{draft:?}"),
            |key| place::place(draft, key),
            move |placed| {
                toasts.done(format!("Order {} placed", placed.number), "");
                // Back leads to where this page was opened, not to a form that was sent.
                let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                navigate(&format!("/orders/{}", placed.number), options);
            },
        );
    });
    shortcut(&["Ctrl", "Enter"], "Place order", Scope::Form, move || act.run(()));
    effect(move || {
        _ = form.draft().get();
        submit.forget();
        incomplete.set(None);
    });
    let failed = move || submit.failure().get().map(|failure| view! { <FailureNote what="Not placed" failure/> });
    let missing = move || {
        incomplete.get().map(|what| {
            view! { <div class="note bad" role="alert"><Icon glyph=Glyph::Stop/><div><p><b>"Not placed: "</b>{what}</p></div></div> }
        })
    };
    view! {
        <Title text="New order"/>
        <header class="head one">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/orders">"Orders"</a><Icon glyph=Glyph::Right/></nav>
            <h1>"New order"</h1>
            <div class="end">
                <a class="btn quiet" href="/orders">"Discard"</a>
                <span class="wide"><BusyButton label="Place order".to_owned() class="primary" key="Ctrl ↵" busy=submit.busy() press=act/></span>
            </div>
        </header>
        <div class="split">
            <div class="page">
                <Who form/>
                <Lines form/>
                <section aria-labelledby="extra" class="cols">
                    <h2 class="sr" id="extra">"Details"</h2>
                    <Field id="reference" label="Customer's reference" value=form.reference optional=true error=form.about(&["externalReference"])/>
                    <Field id="note" label="Note" value=form.note optional=true placeholder="Seen by the team only" error=form.about(&["notes"])/>
                </section>
                {missing}
                {failed}
            </div>
            <aside class="aside" aria-label="Preview">
                <PreviewSlip form/>
                <div class="narrow"><BusyButton label="Place order".to_owned() class="primary block" busy=submit.busy() press=act/></div>
            </aside>
        </div>
    }
}

/// What is ordered, and where the next item is entered.
#[component]
fn Lines(
    /// The order so far.
    form: Form,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    shortcut(&["A"], "Add item", Scope::Form, move || {
        if let Some(input) = node.get_untracked() {
            drop(input.focus());
        }
    });
    let add = Callback::new(move |(product, quantity): (ProductHit, String)| form.add(product, &quantity));
    view! {
        <section aria-labelledby="what" class="stack">
            <div class="title">
                <h2 id="what">"Items"</h2>
                <span class="hint wide">"type, "<kbd>"Enter"</kbd>", quantity, "<kbd>"Enter"</kbd>": no mouse needed"</span>
            </div>
            <Show when=move || !form.lines.read().is_empty()>
                <table class="table plain cards items" aria-labelledby="what">
                    <thead>
                        <tr>
                            <th scope="col">"Product"</th><th scope="col"><span class="sr">"Actions"</span></th>
                            <th scope="col" class="num">"Unit price"</th><th scope="col" class="num">"Quantity"</th><th scope="col" class="num">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody><For each=move || form.lines.get() key=|line| line.id children=move |line| view! { <LineRow form line next=node/> }/></tbody>
                </table>
            </Show>
            <Entry key="A" node add/>
        </section>
    }
}
