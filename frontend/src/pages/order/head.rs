//! The head: which order this is, and what can be done with it. What it does not allow is left out.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::actions::{CancelDialog, DeleteDialog};
use super::desk::Desk;
use super::reprice::RepriceDialog;
use crate::api::failure::Failure;
use crate::api::order::{self, OrderAction};
use crate::components::busy::BusyButton;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::components::status::Status;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::keys::{Scope, shortcut};
use crate::submit::Submit;

/// Number, status, customer and actions.
#[component]
pub(super) fn Head(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let toasts = use_toasts();
    let (ship, unship, duplicate) = (Submit::new(), Submit::new(), Submit::new());
    let (cancelling, deleting, repricing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let what = move |verb: &str| {
        let order = desk.order_untracked();
        (format!("{verb} {} {}", order.id.inner(), order.version), order.id.clone(), order.version)
    };
    let undo = Callback::new(move |()| {
        let (what, id, version) = what("unship");
        unship.send(
            what,
            |key| desk.doing(order::unship(id, version, key)),
            move |order| {
                toasts.done(format!("Order {} is not shipped any more", order.number), "");
            },
        );
    });
    let do_ship = Callback::new(move |()| {
        if !desk.order_untracked().allows(OrderAction::Ship) {
            return;
        }
        let (what, id, version) = what("ship");
        ship.send(
            what,
            |key| desk.doing(order::ship(id, version, key)),
            move |order| {
                let freed = format!("{} of credit is free again.", desk.money(&order.amount_total.0));
                toasts.done_with_undo(format!("Order {} shipped", order.number), freed, undo);
            },
        );
    });
    let navigate = use_navigate();
    let do_duplicate = Callback::new(move |()| {
        let (what, id, _) = what("duplicate");
        let navigate = navigate.clone();
        duplicate.send(
            what,
            |key| order::duplicate(id, key),
            move |copy| {
                toasts.done(format!("Order {} placed", copy.number), "The same items, at today's prices.");
                navigate(&format!("/orders/{}", copy.number), NavigateOptions::default());
            },
        );
    });
    tell(ship, desk, "Not shipped");
    tell(unship, desk, "The shipment was not taken back");
    tell(duplicate, desk, "Not duplicated");
    let print = move || drop(window().print());
    shortcut(&["S"], "Ship order", Scope::Thing, move || do_ship.run(()));
    shortcut(&["D"], "Duplicate order", Scope::Thing, move || do_duplicate.run(()));
    shortcut(&["P"], "Print packing slip", Scope::Thing, print);
    let allows = move |action| Memo::new(move |_| desk.allows(action));
    let (can_ship, can_unship) = (allows(OrderAction::Ship), allows(OrderAction::Unship));
    let (can_cancel, can_delete, can_edit) =
        (allows(OrderAction::Cancel), allows(OrderAction::Delete), allows(OrderAction::EditItems));
    let status = Memo::new(move |_| desk.order().status);
    view! {
        <header class="head">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/orders">"Orders"</a><Icon glyph=Glyph::Right/></nav>
            <h1>{move || desk.order().number}</h1>
            {move || view! { <Status of=status.get() badge=true/> }}
            <span class="of">{move || desk.order().customer.name.clone()}</span>
            <div class="end">
                <button class="btn quiet only wide" type="button" aria-label="Print packing slip" title="Print packing slip" on:click=move |_| print()>
                    <Icon glyph=Glyph::Print/>
                </button>
                <Menu label="More actions" glyph=Glyph::More bare=true>
                    <button type="button" on:click=move |_| do_duplicate.run(())><Icon glyph=Glyph::Copy/>"Duplicate order"<kbd>"D"</kbd></button>
                    <button type="button" on:click=move |_| print()><Icon glyph=Glyph::Print/>"Print packing slip"<kbd>"P"</kbd></button>
                    <Show when=move || can_edit.get()>
                        <button type="button" on:click=move |_| repricing.set(true)><Icon glyph=Glyph::Refresh/>"Take today's prices"</button>
                    </Show>
                    <Show when=move || can_cancel.get() || can_delete.get()><hr/></Show>
                    <Show when=move || can_cancel.get()>
                        <button class="bad" type="button" on:click=move |_| cancelling.set(true)><Icon glyph=Glyph::Ban/>"Cancel order"</button>
                    </Show>
                    <Show when=move || can_delete.get()>
                        <button class="bad" type="button" on:click=move |_| deleting.set(true)><Icon glyph=Glyph::Trash/>"Delete order"</button>
                    </Show>
                </Menu>
                <Show when=move || can_unship.get()>
                    <BusyButton label="Take shipment back".to_owned() glyph=Glyph::Undo busy=unship.busy() press=undo/>
                </Show>
                <Show when=move || can_ship.get()>
                    <BusyButton label="Ship order".to_owned() glyph=Glyph::Truck class="primary" key="S" busy=ship.busy() press=do_ship/>
                </Show>
            </div>
        </header>
        <CancelDialog desk open=cancelling/>
        <DeleteDialog desk open=deleting/>
        <RepriceDialog desk open=repricing/>
    }
}

/// Says why something of the head did not work: it has no place of its own on the page.
fn tell(submit: Submit, desk: Desk, what: &'static str) {
    let toasts = use_toasts();
    effect(move || {
        if let Some(failure) = submit.failure().get() {
            toasts.failed(what, &failure);
            if matches!(failure, Failure::Refused(_)) {
                desk.refresh();
            }
        }
    });
}
