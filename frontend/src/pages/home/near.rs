//! Who is near the credit limit.

use std::sync::Arc;

use leptos::prelude::*;

use super::links;
use crate::api::overview::{Customer, Overview};
use crate::components::amount::Amount;
use crate::components::gauge::{MiniGauge, NEAR, percent, share};

/// The first of them, the nearest first.
#[component]
pub(super) fn Near(
    /// How things stand.
    overview: Memo<Option<Arc<Overview>>>,
) -> impl IntoView {
    let all = links::near().map(|href| view! { <a class="more" href=href>"All of them"</a> });
    let body = move || {
        let near = overview.get()?.near.nodes.clone();
        Some(if near.is_empty() {
            view! { <p class="hint">{format!("Nobody has used {} of the limit.", percent(NEAR))}</p> }.into_any()
        } else {
            view! {
                <table class="table plain" aria-labelledby="near">
                    <thead>
                        <tr>
                            <th scope="col">"Customer"</th><th scope="col" class="wide">"Used"</th>
                            <th scope="col" class="num">"Credit left"</th>
                        </tr>
                    </thead>
                    <tbody>{near.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
            .into_any()
        })
    };
    view! {
        <section aria-labelledby="near"><div class="title"><h2 id="near">"Customers near their limit"</h2>{all}</div>{body}</section>
    }
}

fn row(customer: Customer) -> impl IntoView {
    let Customer { id, name, balance, credit_limit, available_credit, currency, minor_unit } = customer;
    let used = share(&balance.0, &credit_limit.0);
    let name = match links::customer(id.inner()) {
        Some(href) => view! { <a class="key" href=href>{name}</a> }.into_any(),
        None => view! { <span class="key">{name}</span> }.into_any(),
    };
    view! {
        <tr>
            <td>{name}</td>
            <td class="fit wide"><MiniGauge share=used/>" "<span class="num used">{percent(used)}</span></td>
            <td class="num"><Amount value=available_credit.0 currency minor_unit/></td>
        </tr>
    }
}
