//! What shipped last: by the last look, and by what the socket has told since.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::links;
use crate::api::orders::Order;
use crate::api::overview::Overview;
use crate::components::amount::Amount;
use crate::components::icon::{Glyph, Icon};
use crate::components::time::Time;
use crate::format::time;
use crate::live::use_live;

/// How many are shown.
const SHOWN: usize = 6;
/// How long a row that just arrived is lit.
const LIT: Duration = Duration::from_millis(2400);

/// What the socket has told, and what of it is news; outlives a look, which makes the list anew.
#[derive(Clone, Copy)]
pub(super) struct Heard {
    orders: RwSignal<Vec<Order>>,
    lit: RwSignal<Vec<String>>,
}

impl Heard {
    /// Listens for as long as the caller's owner lives.
    pub(super) fn start() -> Self {
        let heard = Self { orders: RwSignal::default(), lit: RwSignal::default() };
        let live = use_live();
        live.on_shipment(move |event| {
            let Some(order) = event.order else { return };
            let id = order.id.inner().to_owned();
            heard.orders.update(|orders| {
                orders.retain(|known| known.id != order.id);
                orders.push(order);
                let old = orders.len().saturating_sub(SHOWN);
                orders.drain(..old);
            });
            heard.lit.update(|lit| lit.push(id.clone()));
            // The page may be gone by then.
            set_timeout(move || _ = heard.lit.try_update(|lit| lit.retain(|it| *it != id)), LIT);
        });
        // What was shipped and then taken back is no shipment.
        live.on_change(move |event| {
            if let Some(order) = event.order {
                heard.orders.update(|orders| orders.retain(|it| it.id != order.id || it.version >= order.version));
            }
        });
        heard
    }

    /// The last shipments, those of a look included.
    fn with(self, looked: &[Order]) -> Vec<Order> {
        let mut all = self.orders.get();
        for order in looked {
            match all.iter_mut().find(|known| known.id == order.id) {
                Some(known) if known.version < order.version => *known = order.clone(),
                Some(_) => {}
                None => all.push(order.clone()),
            }
        }
        all.retain(|order| order.date_shipped.is_some());
        all.sort_by(|one, other| shipped_at(other).cmp(shipped_at(one)));
        all.truncate(SHOWN);
        all
    }
}

fn shipped_at(order: &Order) -> &str {
    order.date_shipped.as_ref().map(|at| at.0.as_str()).unwrap_or_default()
}

/// The list.
#[component]
pub(super) fn Lately(
    /// How things stand.
    overview: Memo<Option<Arc<Overview>>>,
    /// What was heard since.
    heard: Heard,
) -> impl IntoView {
    let shown =
        Memo::new(move |_| heard.with(overview.get().as_deref().map_or(&[], |overview| &overview.shipped.nodes)));
    let row = move |order: Order| {
        let id = order.id.inner().to_owned();
        let live = move || heard.lit.read().contains(&id).then_some("");
        view! { <li data-live=live>{line(order)}</li> }
    };
    let body = move || {
        if shown.read().is_empty() {
            view! { <p class="hint">"Nothing has shipped yet."</p> }.into_any()
        } else {
            view! {
                <ul class="list" aria-live="polite">
                    <For each=move || shown.get() key=|order| (order.id.inner().to_owned(), order.version) children=row/>
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="lately">
            <div class="title"><h2 id="lately">"Lately shipped"</h2><a class="more" href="/orders?status=shipped">"All shipped"</a></div>
            {body}
        </section>
    }
}

fn line(order: Order) -> impl IntoView {
    let at = time::instant(shipped_at(&order));
    let number = match links::order(order.number) {
        Some(href) => view! { <a class="cover" href=href>{order.number}</a> }.into_any(),
        None => view! { <b>{order.number}</b> }.into_any(),
    };
    view! {
        <Icon glyph=Glyph::Truck/>
        <span class="grow">{number}" shipped "<span class="dim">{order.customer.name}</span></span>
        <span class="num"><Amount value=order.amount_total.0 currency=order.currency minor_unit=order.minor_unit/></span>
        <span class="dim xs when"><Time stamp=at/></span>
    }
}
