//! What can be done with the products that are picked, and what became of each.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::api::failure::Failure;
use crate::api::product::{self, Outcome};
use crate::api::products::{Ask, Product};
use crate::components::busy::BusyButton;
use crate::components::dialog::Dialog;
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::listing::Loaded;
use crate::submit::Submit;

/// A line of the result: the name, and why it was refused, if it was.
type Line = (String, Result<bool, Failure>);

/// The bar, while something is picked.
#[component]
pub(super) fn Bulk(
    /// The page that came last.
    loaded: Memo<Loaded<Ask, Product>>,
    /// The ids that are picked.
    picked: RwSignal<BTreeSet<String>>,
    /// Told when products changed.
    changed: Callback<()>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let (open, lines) = (RwSignal::new(false), RwSignal::new(Vec::<Line>::new()));
    let set = move |available: bool| {
        let ids: Vec<_> = picked.get_untracked().into_iter().map(cynic::Id::new).collect();
        let what = format!("available {available} {ids:?}");
        submit.send(
            what,
            |key| product::set_available(ids, available, key),
            move |outcomes: Vec<Outcome>| {
                lines.set(outcomes.into_iter().map(|outcome| line(outcome, loaded)).collect());
                picked.set(BTreeSet::new());
                open.set(true);
                changed.run(());
            },
        );
    };
    effect(move || {
        if let Some(failure) = submit.failure().get() {
            toasts.failed("Nothing was switched", &failure);
        }
    });
    let (on, off) = (Callback::new(move |()| set(true)), Callback::new(move |()| set(false)));
    let count = move || picked.read().len();
    let make = move |to: &'static str| Signal::derive(move || format!("Make {} {to}", count()));
    view! {
        <Show when=move || !picked.read().is_empty()>
            <div class="bulk" role="toolbar" aria-label="Picked products">
                <span class="say">{move || format!("{} picked", count())}</span>
                <BusyButton label=make("available") busy=submit.busy() press=on/>
                <BusyButton label=make("unavailable") busy=submit.busy() press=off/>
                <button class="btn quiet only" type="button" aria-label="Pick none" on:click=move |_| picked.set(BTreeSet::new())><Icon glyph=Glyph::X/></button>
            </div>
        </Show>
        <Dialog open label="What became of each".to_owned()>
            <header><h2>"What became of each"</h2></header>
            <div class="body"><ul class="list">{move || lines.get().into_iter().map(show).collect_view()}</ul></div>
            <footer><button class="btn primary" type="button" on:click=move |_| open.set(false)>"Done"</button></footer>
        </Dialog>
    }
}

fn line(outcome: Outcome, loaded: Memo<Loaded<Ask, Product>>) -> Line {
    let Outcome { id, result } = outcome;
    let name = match &result {
        Ok(product) => Some(product.name.clone()),
        Err(_) => loaded.with_untracked(|loaded| {
            let (_, page) = loaded.as_ref()?;
            page.rows.iter().find(|row| row.id == id).map(|row| row.name.clone())
        }),
    };
    (name.unwrap_or_else(|| "A product".to_owned()), result.map(|product| product.available))
}

fn show((name, result): Line) -> impl IntoView {
    match result {
        Ok(available) => {
            let now = if available { "available" } else { "unavailable" };
            view! { <li><Icon glyph=Glyph::Ok class="ok"/><span class="grow">{name}" "<span class="dim">{now}</span></span></li> }.into_any()
        }
        Err(failure) => {
            let (why, rule) = match failure {
                Failure::Refused(refusals) => {
                    let rule = refusals.iter().find_map(|refusal| refusal.rule.clone());
                    (refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>().join(" "), rule)
                }
                Failure::Failed(error) => (error.sentence(), None),
            };
            view! {
                <li>
                    <Icon glyph=Glyph::Stop class="bad"/>
                    <span class="grow">{name}" "<span class="dim">"not switched: "{why}</span>" "{rule.map(|name| view! { <RuleChip name/> })}</span>
                </li>
            }
            .into_any()
        }
    }
}
