//! The head: which customer this is, and what can be done with it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::desk::Desk;
use super::remove::{ArchiveDialog, DeleteDialog};
use crate::api::customer;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::keys::{Scope, shortcut};
use crate::submit::Submit;

/// Name and actions.
#[component]
pub(super) fn Head(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let toasts = use_toasts();
    let (archiving, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let archived = Memo::new(move |_| desk.customer().archived_at.is_some());
    let back = Submit::new();
    let unarchive = Callback::new(move |()| {
        let customer = desk.customer_untracked();
        let (id, seen) = (customer.id.clone(), customer.version);
        back.send(
            format!("unarchive {} {seen}", id.inner()),
            |key| desk.doing(customer::unarchive(id, seen, key)),
            move |customer| toasts.done(format!("{} takes orders again", customer.name), ""),
        );
    });
    effect(move || {
        if let Some(failure) = back.failure().get() {
            toasts.failed("Not unarchived", &failure);
        }
    });
    let new_order = move || format!("/orders/new?customer={}", desk.customer().id.inner());
    let navigate = use_navigate();
    shortcut(&["N"], "New order of this customer", Scope::Thing, move || {
        navigate(&untrack(new_order), NavigateOptions::default());
    });
    view! {
        <header class="head">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/customers">"Customers"</a><Icon glyph=Glyph::Right/></nav>
            <h1>{move || desk.customer().name.clone()}</h1>
            <Show when=move || archived.get()><span class="tag">"archived"</span></Show>
            <div class="end">
                <Menu label="More actions" glyph=Glyph::More bare=true>
                    <Show when=move || archived.get() fallback=move || view! {
                        <button type="button" on:click=move |_| archiving.set(true)><Icon glyph=Glyph::Archive/>"Archive customer"</button>
                    }>
                        <button type="button" on:click=move |_| unarchive.run(())><Icon glyph=Glyph::Undo/>"Take orders again"</button>
                    </Show>
                    <hr/>
                    <button class="bad" type="button" on:click=move |_| deleting.set(true)><Icon glyph=Glyph::Trash/>"Delete customer"</button>
                </Menu>
                <Show when=move || !archived.get()>
                    <a class="btn primary" href=new_order><Icon glyph=Glyph::Plus/>"New order"<kbd aria-hidden="true">"N"</kbd></a>
                </Show>
            </div>
        </header>
        <ArchiveDialog desk open=archiving/>
        <DeleteDialog desk open=deleting/>
    }
}
