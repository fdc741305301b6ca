//! Whether a product may be ordered: a switch that applies at once, and goes back when it was refused.

use leptos::prelude::*;

use crate::api::product::{self, Edit};
use crate::api::products::Product;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::submit::Submit;

/// The switch of a product.
#[component]
pub(crate) fn AvailableSwitch(
    /// The product.
    product: Product,
    /// Whether its label is to be seen.
    #[prop(optional)]
    labelled: bool,
    /// Told when it was switched.
    changed: Callback<Product>,
) -> impl IntoView {
    let (toasts, submit) = (use_toasts(), Submit::new());
    let (on, stored) = (RwSignal::new(product.available), RwSignal::new(product.available));
    let (id, name) = (product.id, StoredValue::new(product.name));
    let flip = move |_| {
        let wanted = !stored.get_untracked();
        on.set(wanted);
        let id = id.clone();
        submit.send(
            format!("available {} {wanted}", id.inner()),
            |key| product::update(id, None, Edit { available: Some(wanted), ..Edit::default() }, key),
            move |product: Product| {
                stored.set(product.available);
                on.set(product.available);
                changed.run(product);
            },
        );
    };
    effect(move || {
        if let Some(failure) = submit.failure().get() {
            on.set(stored.get_untracked());
            toasts.failed(format!("{}: not switched", name.get_value()), &failure);
        }
    });
    let label = if labelled {
        view! { <span>"Available to order"</span> }.into_any()
    } else {
        view! { <span class="sr">{format!("{} available", name.get_value())}</span> }.into_any()
    };
    view! {
        <label class="check apart">
            {label}
            <input class="switch" type="checkbox" role="switch" prop:checked=on aria-busy=move || submit.busy().get().to_string() on:change=flip/>
        </label>
    }
}
