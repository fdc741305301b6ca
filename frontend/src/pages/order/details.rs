//! The small print: references and ids.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::desk::Desk;
use crate::components::icon::{Glyph, Icon};
use crate::components::time::Time;
use crate::components::toasts::use_toasts;
use crate::format::time;

/// Reference, day, version, id.
#[component]
pub(super) fn Details(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let toasts = use_toasts();
    let id = desk.order_untracked().id.inner().to_owned();
    let short = format!("{}…{}", id.get(..11).unwrap_or(&id), id.get(id.len().saturating_sub(4)..).unwrap_or_default());
    let copy = move |_| {
        let copying = window().navigator().clipboard().write_text(desk.order_untracked().id.inner());
        leptos::task::spawn_local(async move {
            if JsFuture::from(copying).await.is_ok() {
                toasts.done("Id copied", "");
            }
        });
    };
    let rows = move || {
        let order = desk.order();
        let reference = order.external_reference.clone().unwrap_or_else(|| "—".to_owned());
        view! {
            <dt>"Reference"</dt><dd>{reference}</dd>
            <dt>"Ordered"</dt><dd><Time stamp=time::day(&order.day.0)/></dd>
            <dt>"Entered"</dt><dd><Time stamp=time::instant(&order.created_at.0)/></dd>
            <dt>"Version"</dt><dd>{order.version}</dd>
        }
    };
    view! {
        <section aria-labelledby="about" class="stack">
            <h2 id="about">"Details"</h2>
            <dl class="facts">
                {rows}
                <dt>"Id"</dt>
                <dd>
                    <span class="id" title=id>{short}</span>" "
                    <button class="btn quiet only sm" type="button" aria-label="Copy id" on:click=copy><Icon glyph=Glyph::Copy/></button>
                </dd>
            </dl>
        </section>
    }
}
