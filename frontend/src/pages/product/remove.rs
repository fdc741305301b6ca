//! Taking a product out of the range, or deleting one that was never ordered.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Latest;
use crate::api::product;
use crate::api::products::Product;
use crate::components::confirm::Confirm;
use crate::components::toasts::use_toasts;
use crate::components::used_by::UsedBy;
use crate::submit::Submit;

/// Asks before a product leaves the range.
#[component]
pub(super) fn ArchiveDialog(
    /// The product.
    latest: Latest,
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let act = Callback::new(move |()| {
        let Product { id, version, .. } = Arc::unwrap_or_clone(latest.get_untracked());
        submit.send(
            format!("archive {} {version}", id.inner()),
            |key| product::archive(id, version, key),
            move |product: Product| {
                open.set(false);
                toasts.done(format!("{} archived", product.name), "It cannot be ordered any more.");
                latest.set(Arc::new(product));
            },
        );
    });
    let heading = Signal::derive(move || format!("Archive {}?", latest.read().name));
    view! {
        <Confirm open heading verb="Archive product".to_owned() keep="Keep product" submit undone="Not archived" act>
            <p>"An archived product cannot be added to orders. Orders that have it keep it; you can take it back at any time."</p>
        </Confirm>
    }
}

/// Asks before a product is deleted.
#[component]
pub(super) fn DeleteDialog(
    /// The product.
    latest: Latest,
    /// Whether it is asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let navigate = use_navigate();
    let act = Callback::new(move |()| {
        let Product { id, version, name, .. } = Arc::unwrap_or_clone(latest.get_untracked());
        let navigate = navigate.clone();
        submit.send(
            format!("delete {} {version}", id.inner()),
            |key| product::delete(id, version, key),
            move |_| {
                open.set(false);
                toasts.done(format!("{name} deleted"), "");
                navigate("/products", NavigateOptions { replace: true, ..NavigateOptions::default() });
            },
        );
    });
    let heading = Signal::derive(move || format!("Delete {}?", latest.read().name));
    view! {
        <Confirm open heading verb="Delete product".to_owned() keep="Keep product" submit undone="Not deleted" act>
            <p>"This cannot be taken back. A product that was ordered stays; archive it instead."</p>
            <UsedBy submit/>
        </Confirm>
    }
}
