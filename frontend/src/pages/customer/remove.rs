//! Putting a customer away, or deleting one that was never used. Where it is used, a refusal says by what.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::desk::Desk;
use crate::api::customer;
use crate::components::confirm::Confirm;
use crate::components::toasts::use_toasts;
use crate::components::used_by::UsedBy;
use crate::submit::Submit;

/// Asks before a customer takes no more orders.
#[component]
pub(super) fn ArchiveDialog(
    /// The customer.
    desk: Desk,
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let act = Callback::new(move |()| {
        let customer = desk.customer_untracked();
        let (id, seen) = (customer.id.clone(), customer.version);
        submit.send(
            format!("archive {} {seen}", id.inner()),
            |key| desk.doing(customer::archive(id, seen, key)),
            move |customer| {
                open.set(false);
                toasts.done(format!("{} archived", customer.name), "It takes no more orders.");
            },
        );
    });
    let heading = Signal::derive(move || format!("Archive {}?", desk.customer().name));
    view! {
        <Confirm open heading verb="Archive customer".to_owned() keep="Keep customer" submit undone="Not archived" act>
            <p>"It takes no more orders, and its e-mail address comes free. Its orders stay as they are; you can take it back at any time."</p>
        </Confirm>
    }
}

/// Asks before a customer is deleted.
#[component]
pub(super) fn DeleteDialog(
    /// The customer.
    desk: Desk,
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let navigate = use_navigate();
    let act = Callback::new(move |()| {
        let customer = desk.customer_untracked();
        let (id, seen, name) = (customer.id.clone(), customer.version, customer.name.clone());
        let navigate = navigate.clone();
        submit.send(
            format!("delete {} {seen}", id.inner()),
            |key| customer::delete(id, seen, key),
            move |_| {
                open.set(false);
                toasts.done(format!("{name} deleted"), "");
                navigate("/customers", NavigateOptions { replace: true, ..NavigateOptions::default() });
            },
        );
    });
    let heading = Signal::derive(move || format!("Delete {}?", desk.customer().name));
    view! {
        <Confirm open heading verb="Delete customer".to_owned() keep="Keep customer" submit undone="Not deleted" act>
            <p>"This cannot be taken back. A customer with orders stays; archive it instead."</p>
            <UsedBy submit/>
        </Confirm>
    }
}
