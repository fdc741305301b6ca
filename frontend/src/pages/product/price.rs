//! The price, and changing it: what was ordered before keeps its own.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Latest;
use crate::api::product::{self, Edit};
use crate::api::products::Product;
use crate::catalogue::use_catalogue;
use crate::components::busy::BusyButton;
use crate::components::conflict::{Clash, ConflictDialog};
use crate::components::field::{Field, Kind};
use crate::components::icon::{Glyph, Icon};
use crate::components::note::FailureNote;
use crate::components::rule::RuleChip;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::format::number;
use crate::keys::saves;
use crate::submit::Submit;

/// The price and the field for a new one.
#[component]
pub(super) fn Price(
    /// The product.
    latest: Latest,
) -> impl IntoView {
    let (catalogue, toasts, submit) = (use_catalogue(), use_toasts(), Submit::new());
    let stored = Memo::new(move |_| number::editable(&latest.read().unit_price.0));
    let typed = RwSignal::new(stored.get_untracked());
    let seen = RwSignal::new(latest.get_untracked());
    let (conflict, unreadable) = (RwSignal::new(false), RwSignal::new(false));
    let changed = Memo::new(move |_| typed.get().trim() != number::editable(&seen.read().unit_price.0));
    // A price that nobody is writing follows the one that is stored.
    effect(move || {
        let now = latest.get();
        if !changed.get_untracked() {
            typed.set(number::editable(&now.unit_price.0));
            seen.set(now);
        }
    });
    let save = Callback::new(move |()| {
        let Some(price) = number::typed(&typed.get_untracked()) else {
            unreadable.set(true);
            return;
        };
        unreadable.set(false);
        let (id, version) = (seen.read_untracked().id.clone(), seen.read_untracked().version);
        submit.send(
            format!("price {} {version} {price}", id.inner()),
            |key| product::update(id, Some(version), Edit { unit_price: Some(price), ..Edit::default() }, key),
            move |product: Product| {
                let price = untrack(|| catalogue.money(&product.unit_price.0));
                toasts.done(
                    format!("{} is {price} from now on", product.name),
                    "Items that were ordered before keep their price.",
                );
                typed.set(number::editable(&product.unit_price.0));
                seen.set(Arc::new(product.clone()));
                latest.set(Arc::new(product));
            },
        );
    });
    follow_others(submit, latest, seen, conflict, save);
    let decide = Callback::new(move |mine: Vec<bool>| {
        conflict.set(false);
        submit.forget();
        seen.set(latest.get_untracked());
        if mine.first() == Some(&true) {
            save.run(());
        } else {
            typed.set(stored.get_untracked());
        }
    });
    let clashes = Signal::derive(move || vec![Clash { label: "Unit price", mine: typed.get(), theirs: stored.get() }]);
    let put_back = move || {
        submit.forget();
        typed.set(stored.get_untracked());
        seen.set(latest.get_untracked());
    };
    let on_key = move |event: KeyboardEvent| {
        if saves(&event) {
            event.prevent_default();
            if changed.get_untracked() {
                save.run(());
            }
        } else if event.key() == "Escape" && changed.get_untracked() {
            event.prevent_default();
            put_back();
        }
    };
    let error =
        Signal::derive(move || submit.failure().get().and_then(|failure| failure.about(&["unitPrice"]).cloned()));
    let failed = move || {
        let failure = submit.failure().get()?;
        let shown = failure.stale().is_none() && failure.about(&["unitPrice"]).is_none();
        shown.then(|| view! { <FailureNote what="Not saved" failure/> })
    };
    let new_price = move || number::typed(&typed.get()).map(|price| catalogue.money(&price));
    view! {
        <section aria-labelledby="price" class="stack">
            <h2 id="price">"Unit price"</h2>
            <p class="figure">{move || catalogue.money(&latest.read().unit_price.0)}</p>
            <div class="stack narrow-form" role="group" aria-labelledby="price" on:keydown=on_key>
                <Field id="new-price" label="New unit price" value=typed kind=Kind::Number error/>
                <Show when=move || unreadable.get()><p class="error" role="alert">"Write the price as a number, such as 12 or 9.50."</p></Show>
                <Show when=move || changed.get()>
                    <div class="note"><Icon glyph=Glyph::Info/><div><p>"New items get "{new_price}". Items that were ordered before keep the price they were given "<RuleChip name="item.unit_price"/></p></div></div>
                    <div class="row">
                        <BusyButton label="Save price".to_owned() class="primary" busy=submit.busy() press=save/>
                        <button class="btn quiet" type="button" on:click=move |_| put_back()>"Put back"</button>
                    </div>
                </Show>
                {failed}
            </div>
            <ConflictDialog open=conflict clashes decide/>
        </section>
    }
}

/// When the product was changed meanwhile: saves again if it was not the price, or else asks whose price it is to be.
fn follow_others(
    submit: Submit,
    latest: Latest,
    seen: RwSignal<Arc<Product>>,
    conflict: RwSignal<bool>,
    save: Callback<()>,
) {
    effect(move || {
        if submit.failure().get().is_some_and(|failure| failure.stale().is_some()) {
            spawn_local(async move {
                let id = seen.read_untracked().id.clone();
                let Ok(Some(now)) = product::by_id(id.inner()).await else { return };
                let is_elsewhere = now.unit_price == seen.read_untracked().unit_price;
                latest.set(Arc::new(now.clone()));
                if is_elsewhere {
                    seen.set(Arc::new(now));
                    save.run(());
                } else {
                    conflict.set(true);
                }
            });
        }
    });
}
