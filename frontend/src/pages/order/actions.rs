//! What cannot be taken back asks first: cancelling and deleting.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::desk::Desk;
use crate::api::order;
use crate::components::confirm::Confirm;
use crate::components::field::Field;
use crate::components::toasts::use_toasts;
use crate::submit::Submit;

/// Calls the order off, with a reason.
#[component]
pub(super) fn CancelDialog(
    /// The order.
    desk: Desk,
    /// Whether it asks.
    open: RwSignal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    let (submit, reason) = (Submit::new(), RwSignal::new(String::new()));
    let error = Signal::derive(move || submit.failure().get().and_then(|failure| failure.about(&["reason"]).cloned()));
    let act = Callback::new(move |()| {
        let (order, reason) = (desk.order_untracked(), reason.get_untracked());
        let what = format!("cancel {} {} {reason}", order.id.inner(), order.version);
        let (id, version) = (order.id.clone(), order.version);
        submit.send(
            what,
            |key| desk.doing(order::cancel(id, version, reason, key)),
            move |order| {
                open.set(false);
                let freed = format!("{} of credit is free again.", desk.money(&order.amount_total.0));
                toasts.done(format!("Order {} cancelled", order.number), freed);
            },
        );
    });
    let effect = move || {
        let order = desk.order();
        let freed = desk.money(&order.amount_total.0);
        format!(
            "{freed} of credit is freed for {}. The order stays in the list as cancelled and cannot be opened again.",
            order.customer.name
        )
    };
    view! {
        <Confirm open heading=Signal::derive(move || format!("Cancel order {}?", desk.order().number)) verb="Cancel order".to_owned()
            keep="Keep order" submit undone="Not cancelled" act>
            <p>{effect}</p>
            <Field id="reason" label="Reason" value=reason optional=true placeholder="Shown in the timeline" error/>
        </Confirm>
    }
}

/// Deletes the order.
#[component]
pub(super) fn DeleteDialog(
    /// The order.
    desk: Desk,
    /// Whether it asks.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let submit = Submit::new();
    let act = Callback::new(move |()| {
        let order = desk.order_untracked();
        let what = format!("delete {} {}", order.id.inner(), order.version);
        let (id, version, navigate) = (order.id.clone(), order.version, navigate.clone());
        submit.send(
            what,
            |key| order::delete(id, version, key),
            move |_| {
                open.set(false);
                toasts.done(format!("Order {} deleted", order.number), "");
                navigate("/orders", NavigateOptions::default());
            },
        );
    });
    view! {
        <Confirm open heading=Signal::derive(move || format!("Delete order {}?", desk.order().number)) verb="Delete order".to_owned()
            keep="Keep order" submit undone="Not deleted" act>
            <p>"It leaves the list, with its items. To keep a trace of it, cancel it instead."</p>
        </Confirm>
    }
}
