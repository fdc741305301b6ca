//! Name and SKU, edited where they stand. What is refused stays in its field.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Latest;
use crate::api::product::{self, Edit};
use crate::api::products::Product;
use crate::components::busy::BusyButton;
use crate::components::conflict::{Clash, ConflictDialog};
use crate::components::field::Field;
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::format::time;
use crate::keys::{Scope, saves, shortcut};
use crate::submit::Submit;

/// What is known of the product, and the way to change it.
#[component]
pub(super) fn Details(
    /// The product.
    latest: Latest,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    shortcut(&["E"], "Edit product", Scope::Thing, move || editing.set(true));
    let facts = move || {
        let product = latest.get();
        view! {
            <dl class="facts start">
                <dt>"Name"</dt><dd>{product.name.clone()}</dd>
                <dt>"SKU"</dt><dd><span class="id">{product.sku.clone()}</span></dd>
                <dt>"Since"</dt><dd>{time::date(&product.created_at.0)}</dd>
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
            <Show when=move || editing.get() fallback=facts><EditForm latest editing/></Show>
        </section>
    }
}

#[component]
fn EditForm(
    /// The product.
    latest: Latest,
    /// Whether it is being edited.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit, conflict) = (use_toasts(), Submit::new(), RwSignal::new(false));
    let seen = RwSignal::new(latest.get_untracked());
    let name = RwSignal::new(seen.read_untracked().name.clone());
    let sku = RwSignal::new(seen.read_untracked().sku.clone());
    let save = Callback::new(move |()| {
        let before = seen.get_untracked();
        let edit = Edit {
            name: Some(name.get_untracked().trim().to_owned()).filter(|name| *name != before.name),
            sku: Some(sku.get_untracked().trim().to_owned()).filter(|sku| *sku != before.sku),
            ..Edit::default()
        };
        if edit == Edit::default() {
            editing.set(false);
            return;
        }
        let (id, version) = (before.id.clone(), before.version);
        submit.send(
            format!("update {} {version} {edit:?}", id.inner()),
            |key| product::update(id, Some(version), edit, key),
            move |product: Product| {
                toasts.done(format!("{} saved", product.name), "");
                latest.set(Arc::new(product));
                editing.set(false);
            },
        );
    });
    let fields = move |now: &Product, seen: &Product| {
        [("Name", name, now.name.clone(), seen.name.clone()), ("SKU", sku, now.sku.clone(), seen.sku.clone())]
    };
    let clashes = Signal::derive(move || {
        let differs = |(label, typed, now, seen): (&'static str, RwSignal<String>, String, String)| {
            let mine = typed.get();
            (mine.trim() != now && mine.trim() != seen).then_some(Clash { label, mine, theirs: now })
        };
        fields(&latest.read(), &seen.read()).into_iter().filter_map(differs).collect::<Vec<_>>()
    });
    let settle = move |mine: &[bool]| {
        let (now, mut mine) = (latest.get_untracked(), mine.iter());
        for (_, typed, now, seen) in fields(&now, &seen.get_untracked()) {
            let text = typed.get_untracked();
            if (text.trim() == now || text.trim() == seen) || mine.next() == Some(&false) {
                typed.set(now);
            }
        }
        seen.set(now);
        save.run(());
    };
    effect(move || {
        if submit.failure().get().is_some_and(|failure| failure.stale().is_some()) {
            spawn_local(async move {
                let id = seen.read_untracked().id.clone();
                let Ok(Some(now)) = product::by_id(id.inner()).await else { return };
                latest.set(Arc::new(now));
                if clashes.read_untracked().is_empty() { settle(&[]) } else { conflict.set(true) }
            });
        }
    });
    let decide = Callback::new(move |mine: Vec<bool>| {
        conflict.set(false);
        submit.forget();
        settle(&mine);
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
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
        let beside_a_field = ["name", "sku"].into_iter().any(|field| failure.about(&[field]).is_some());
        (!beside_a_field).then(|| view! { <FailureNote what="Not saved" failure/> })
    };
    view! {
        <div class="stack" role="group" aria-labelledby="details" on:keydown=on_key>
            <Field id="name" label="Name" value=name error=about("name")/>
            <Field id="sku" label="SKU" value=sku error=about("sku")/>
            {failed}
            <div class="row">
                <BusyButton label="Save product".to_owned() class="primary" busy=submit.busy() press=save/>
                <button class="btn quiet" type="button" on:click=move |_| editing.set(false)>"Put back"</button>
            </div>
        </div>
        <ConflictDialog open=conflict clashes decide/>
    }
}
