//! The page of a company without orders: how to begin.

use leptos::prelude::*;

use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::pages;

/// The three steps; each is a way on where there is a page for it.
const STEPS: [(&str, &str); 3] =
    [("/customers/new", "Enter a customer"), ("/products/new", "Enter a product"), ("/orders/new", "Place an order")];

/// What to do first.
#[component]
pub(super) fn Begin() -> impl IntoView {
    let step = |(path, label): (&'static str, &'static str)| {
        pages::exists(path).then(|| view! { <a class="btn" href=path>{label}</a> })
    };
    view! {
        <Empty glyph=Glyph::Inbox heading="No orders yet".to_owned()>
            <p>
                "An order needs a customer with a credit limit and a product with a price. Then this page shows what needs \
                 attention and how business goes."
            </p>
            <div class="row">{STEPS.map(step).collect_view()}</div>
            <p class="hint">"To look around first, fill an empty database: "<code>"docket seed"</code></p>
        </Empty>
    }
}
