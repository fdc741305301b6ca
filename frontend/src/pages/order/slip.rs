//! What stands above the items on paper: the packing slip's head.

use js_sys::Date;
use leptos::prelude::*;

use super::desk::Desk;
use crate::catalogue::use_catalogue;
use crate::format::time;

/// Who sends, who receives, which order.
#[component]
pub(super) fn Slip(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    let catalogue = use_catalogue();
    let company = move || catalogue.tenant().map(|tenant| tenant.name);
    let reference = move || {
        let reference = desk.order().external_reference.clone()?;
        Some(view! { <dt>"Reference"</dt><dd>{reference}</dd> })
    };
    let shipped =
        move || desk.order().date_shipped.as_ref().map_or_else(|| "not yet".to_owned(), |at| time::date(&at.0));
    let printed: String = Date::new_0().to_iso_string().into();
    view! {
        <div class="print-only apart">
            <div>
                <p class="figure md">{company}</p>
                <p class="ship-to"><br/><b>{move || desk.order().customer.name.clone()}</b></p>
            </div>
            <div>
                <p class="figure">"Order "{move || desk.order().number}</p>
                <dl class="facts">
                    <dt>"Placed"</dt><dd>{move || time::date(&desk.order().day.0)}</dd>
                    {reference}
                    <dt>"Status"</dt><dd>{move || desk.order().status.word()}</dd>
                    <dt>"Shipped"</dt><dd>{shipped}</dd>
                    <dt>"Printed"</dt><dd>{time::date(&printed)}</dd>
                </dl>
            </div>
        </div>
    }
}
