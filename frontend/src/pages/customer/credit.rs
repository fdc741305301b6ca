//! The credit: balance, limit and what is left, and which orders use how much of it.

use leptos::prelude::*;

use super::desk::Desk;
use crate::components::gauge::{PartsGauge, level, percent, share};
use crate::components::icon::{Glyph, Icon};
use crate::components::rule::RuleChip;

/// The three figures and the gauge.
#[component]
pub(super) fn Credit(
    /// The customer.
    desk: Desk,
) -> impl IntoView {
    let body = move || {
        let customer = desk.customer();
        let (balance, limit, left) = (
            desk.money(&customer.balance.0),
            desk.money(&customer.credit_limit.0),
            desk.money(&customer.available_credit.0),
        );
        let used = share(&customer.balance.0, &customer.credit_limit.0);
        // What the parts come to is the balance; where they are not all known, the rest is one part.
        let parts: Vec<f64> = desk.why().map_or_else(Vec::new, |why| {
            why.reason.parts().iter().map(|order| share(&order.value, &customer.credit_limit.0)).collect()
        });
        let tag = (level(used) != "ok")
            .then(|| view! { <span class="tag warn"><Icon glyph=Glyph::Alert/>{percent(used)}" used"</span> });
        let orders = match customer.open_orders {
            1 => "1 order uses".to_owned(),
            count => format!("{count} orders use"),
        };
        let words = format!("{orders} {balance} of {limit}");
        let counts = match customer.open_orders {
            1 => "Unshipped, 1 order ".to_owned(),
            count => format!("Unshipped, {count} orders "),
        };
        view! {
            <div class="apart"><h2 id="credit">"Credit"</h2>{tag}</div>
            <div class="trio">
                <div><span class="dim sm">"Balance "<RuleChip name="customer.balance"/></span><p class="figure">{balance.clone()}</p></div>
                <div><span class="dim sm">"Credit left"</span><p class="figure">{left.clone()}</p></div>
                <div><span class="dim sm">"Credit limit "<RuleChip name="credit_limit"/></span><p class="figure thin">{limit}</p></div>
            </div>
            <PartsGauge used parts label=words/>
            <p class="row legend sm soft num">
                <span><span class="key-dot"></span>{counts}<b>{balance}</b></span>
                <span><span class="key-dot free"></span>"Free "<b>{left}</b></span>
            </p>
        }
    };
    view! {
        <section aria-labelledby="credit" class="stack credit" data-live=move || desk.is_lit().then_some("")>{body}</section>
    }
}
