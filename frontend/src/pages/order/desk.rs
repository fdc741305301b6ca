//! The order that lies on the desk: the latest that is known of it, whoever changed it.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::failure::Failure;
use crate::api::live::OrderChanged;
use crate::api::order::{self, Item, Order, OrderAction};
use crate::effect::{effect, on_change};
use crate::format::number;
use crate::live::use_live;

/// How long what somebody else changed stays lit.
const LIT: Duration = Duration::from_millis(2400);

/// The order, shared by all parts of the page.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    order: RwSignal<Arc<Order>>,
    gone: RwSignal<bool>,
    /// Items that somebody else just changed.
    lit: RwSignal<BTreeSet<String>>,
    /// How many of the reader's own changes are under way: what is heard meanwhile may be their echo.
    pending: RwSignal<u32>,
    due: RwSignal<bool>,
}

impl Desk {
    /// Lays the order down, and keeps it up to date for as long as the page lives.
    pub(super) fn start(order: Order) -> Self {
        let desk = Self {
            order: RwSignal::new(Arc::new(order)),
            gone: RwSignal::new(false),
            lit: RwSignal::default(),
            pending: RwSignal::new(0),
            due: RwSignal::new(false),
        };
        let live = use_live();
        live.on_change(move |event| desk.heard(&event));
        on_change(move || live.gap().get(), move || desk.due.set(true));
        effect(move || {
            if desk.due.get() && desk.pending.get() == 0 {
                desk.due.set(false);
                desk.refresh();
            }
        });
        desk
    }

    /// The order as it is now.
    pub(super) fn order(self) -> Arc<Order> {
        self.order.get()
    }

    /// The same, for what does not follow its changes.
    pub(super) fn order_untracked(self) -> Arc<Order> {
        self.order.get_untracked()
    }

    /// Whether it was deleted meanwhile.
    pub(super) fn is_gone(self) -> bool {
        self.gone.get()
    }

    /// Whether this can be done now.
    pub(super) fn allows(self, action: OrderAction) -> bool {
        self.order.read().allows(action)
    }

    /// One of its items; none if it was taken out.
    pub(super) fn item(self, id: &str) -> Option<Item> {
        self.order.read().items.iter().find(|item| item.id.inner() == id).cloned()
    }

    /// Whether somebody else just changed this item.
    pub(super) fn is_lit(self, id: &str) -> bool {
        self.lit.read().contains(id)
    }

    /// An amount in the order's currency, which never changes.
    pub(super) fn money(self, amount: &str) -> String {
        let order = self.order.read_untracked();
        number::money(amount, &order.currency, order.minor_unit)
    }

    /// Does something of the reader's own, and takes what comes of it.
    pub(super) async fn doing(self, change: impl Future<Output = Result<Order, Failure>>) -> Result<Order, Failure> {
        self.pending.try_update(|pending| *pending += 1);
        let result = change.await;
        if let Ok(order) = &result {
            self.take(order.clone());
        }
        self.pending.try_update(|pending| *pending -= 1);
        result
    }

    /// Looks again what the order is, and lights what somebody else changed.
    pub(super) fn refresh(self) {
        spawn_local(async move { self.look().await });
    }

    /// The same, for who goes on with what is found.
    pub(super) async fn look(self) {
        let Some(number) = self.order.try_get_untracked().map(|order| order.number) else { return };
        match order::by_number(number).await {
            Ok(Some(found)) => {
                let Some(before) = self.order.try_get_untracked() else { return };
                if self.take(found.clone()) {
                    self.light(&before, &found);
                }
            }
            Ok(None) => _ = self.gone.try_set(true),
            // What is shown stays; the banner says that there is no connection.
            Err(_) => {}
        }
    }

    /// The newer one counts, whichever answer came first.
    fn take(self, found: Order) -> bool {
        let newer =
            self.order.try_get_untracked().is_some_and(|known| found.version >= known.version && found != *known);
        if newer {
            self.order.try_set(Arc::new(found));
        }
        newer
    }

    fn heard(self, event: &OrderChanged) {
        let known = self.order.get_untracked();
        let concerns = match &event.order {
            Some(order) if order.id == known.id => order.version > known.version,
            // Another order of the same customer changes the credit that is left.
            Some(order) => order.customer.id == known.customer.id,
            None => true,
        };
        if concerns {
            self.due.set(true);
        }
    }

    fn light(self, before: &Order, after: &Order) {
        let known = |item: &&Item| !before.items.iter().any(|old| old.id == item.id && old.version == item.version);
        let changed: BTreeSet<String> =
            after.items.iter().filter(known).map(|item| item.id.inner().to_owned()).collect();
        if changed.is_empty() {
            return;
        }
        self.lit.update(|lit| lit.extend(changed.iter().cloned()));
        set_timeout(move || _ = self.lit.try_update(|lit| lit.retain(|id| !changed.contains(id))), LIT);
    }
}
