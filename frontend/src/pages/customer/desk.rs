//! The customer that lies on the desk: the latest that is known of it, whoever changed it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::customer::{self, Customer};
use crate::api::explain::{self, Why};
use crate::api::failure::Failure;
use crate::effect::on_change;
use crate::format::number;
use crate::live::use_live;

/// How long to gather changes before the page looks again.
const GATHER: Duration = Duration::from_millis(200);
/// How long a figure that somebody else changed stays lit.
const LIT: Duration = Duration::from_millis(2400);

/// The customer, shared by all parts of the page.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    customer: RwSignal<Arc<Customer>>,
    why: RwSignal<Option<Arc<Why>>>,
    gone: RwSignal<bool>,
    lit: RwSignal<bool>,
    /// Rises when the customer or one of its orders may have changed.
    turn: RwSignal<u32>,
    due: StoredValue<bool>,
}

impl Desk {
    /// Lays the customer down, and keeps it up to date for as long as the page lives.
    pub(super) fn start(customer: Customer) -> Self {
        let desk = Self {
            customer: RwSignal::new(Arc::new(customer)),
            why: RwSignal::new(None),
            gone: RwSignal::new(false),
            lit: RwSignal::new(false),
            turn: RwSignal::new(0),
            due: StoredValue::new(false),
        };
        let live = use_live();
        live.on_change(move |event| {
            let id = desk.customer.with_untracked(|customer| customer.id.clone());
            // An order that is gone may have been one of these.
            if event.order.is_none_or(|order| order.customer.id == id) {
                desk.soon();
            }
        });
        on_change(move || live.gap().get(), move || desk.soon());
        spawn_local(desk.unfold());
        desk
    }

    /// The customer as it is now.
    pub(super) fn customer(self) -> Arc<Customer> {
        self.customer.get()
    }

    /// The same, for what does not follow its changes.
    pub(super) fn customer_untracked(self) -> Arc<Customer> {
        self.customer.get_untracked()
    }

    /// What the balance is made of, once that is known.
    pub(super) fn why(self) -> Option<Arc<Why>> {
        self.why.get()
    }

    /// Whether it was deleted meanwhile.
    pub(super) fn is_gone(self) -> bool {
        self.gone.get()
    }

    /// Whether the balance just changed because of what somebody else did.
    pub(super) fn is_lit(self) -> bool {
        self.lit.get()
    }

    /// Rises when what belongs to the customer should be asked for again.
    pub(super) fn turn(self) -> u32 {
        self.turn.get()
    }

    /// An amount in the customer's currency, which never changes.
    pub(super) fn money(self, amount: &str) -> String {
        let customer = self.customer.read_untracked();
        number::money(amount, &customer.currency, customer.minor_unit)
    }

    /// Does something of the reader's own, and takes what comes of it.
    pub(super) async fn doing(
        self,
        change: impl Future<Output = Result<Customer, Failure>>,
    ) -> Result<Customer, Failure> {
        let result = change.await;
        match &result {
            Ok(customer) => _ = self.customer.try_set(Arc::new(customer.clone())),
            // What was refused stands in the list of refusals now.
            Err(_) => _ = self.turn.try_update(|turn| *turn += 1),
        }
        result
    }

    /// Looks again what the customer is.
    pub(super) async fn look(self) {
        let Some(known) = self.customer.try_get_untracked() else { return };
        match customer::by_id(known.id.inner()).await {
            Ok(Some(found)) => {
                let moved = found.balance != known.balance;
                self.customer.try_set(Arc::new(found));
                self.turn.try_update(|turn| *turn += 1);
                if moved {
                    self.light();
                }
                self.unfold().await;
            }
            Ok(None) => _ = self.gone.try_set(true),
            // What is shown stays; the banner says that there is no connection.
            Err(_) => {}
        }
    }

    async fn unfold(self) {
        let Some(known) = self.customer.try_get_untracked() else { return };
        if let Ok(Some(why)) = explain::balance(known.id.clone()).await {
            self.why.try_set(Some(Arc::new(why)));
        }
    }

    fn soon(self) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        let now = move || {
            if self.due.try_update_value(|due| *due = false).is_some() {
                spawn_local(self.look());
            }
        };
        set_timeout(now, GATHER);
    }

    fn light(self) {
        self.lit.try_set(true);
        set_timeout(move || _ = self.lit.try_set(false), LIT);
    }
}
