//! What needs a thing that was to be deleted: the orders, as links.

use leptos::prelude::*;

use crate::api::failure::{Fact, Failure};
use crate::submit::Submit;

/// The orders that a refusal names; nothing while it names none.
#[component]
pub(crate) fn UsedBy(
    /// What was refused.
    submit: Submit,
) -> impl IntoView {
    let orders = move || {
        let Some(Failure::Refused(refusals)) = submit.failure().get() else { return None };
        refusals.into_iter().find_map(|refusal| match refusal.fact {
            Fact::InUse { uses, orders } => Some((uses, orders)),
            _ => None,
        })
    };
    let link = |number: i32| view! { <a href=format!("/orders/{number}")>{number}</a>" " };
    move || {
        orders().map(|(uses, orders)| {
            let more = usize::try_from(uses).unwrap_or_default().saturating_sub(orders.len());
            let more = (more > 0).then(|| format!("and {more} more"));
            view! { <p class="used-by">"Used by "{orders.into_iter().map(link).collect_view()}{more}</p> }
        })
    }
}
