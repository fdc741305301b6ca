//! Rows whose figures just changed because of somebody's order: the list looks again, and they light up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::api::customers::{Ask, CustomerRow};
use crate::effect::on_change;
use crate::listing::Loaded;
use crate::live::use_live;

/// How long a row stays lit.
const LIT: Duration = Duration::from_millis(2400);
/// How long to gather changes before the list looks again.
const GATHER: Duration = Duration::from_millis(300);

/// The rows that are lit, by id.
#[derive(Clone, Copy)]
pub(super) struct Lit(RwSignal<BTreeSet<String>>);

impl Lit {
    /// Looks again when an order of a customer that is shown changes, and when changes were missed.
    pub(super) fn follow(loaded: Memo<Loaded<Ask, CustomerRow>>, again: Callback<()>) -> Self {
        let lit = Self(RwSignal::default());
        let live = use_live();
        let due = StoredValue::new(false);
        let look = move || {
            if due.get_value() {
                return;
            }
            due.set_value(true);
            let now = move || {
                if due.try_update_value(|due| *due = false).is_some() {
                    _ = again.try_run(());
                }
            };
            set_timeout(now, GATHER);
        };
        live.on_change(move |event| {
            let shown = loaded.with_untracked(|loaded| {
                let (Some((_, page)), Some(order)) = (loaded, &event.order) else { return true };
                page.rows.iter().any(|row| row.id == order.customer.id)
            });
            if shown {
                look();
            }
        });
        on_change(move || live.gap().get(), look);
        Effect::new(move |before: Option<Loaded<Ask, CustomerRow>>| {
            let after = loaded.get();
            if let (Some((asked, old)), Some((ask, new))) = (before.flatten(), &after)
                && asked == *ask
                && !Arc::ptr_eq(&old, new)
            {
                let same = |id: &cynic::Id| old.rows.iter().find(|row| row.id == *id);
                let changed = new.rows.iter().filter(|row| same(&row.id).is_some_and(|before| before != *row));
                lit.light(changed.map(|row| row.id.inner().to_owned()).collect());
            }
            after
        });
        lit
    }

    /// Whether a row is lit.
    pub(super) fn is(self, id: &str) -> bool {
        self.0.read().contains(id)
    }

    fn light(self, ids: BTreeSet<String>) {
        if ids.is_empty() {
            return;
        }
        self.0.update(|lit| lit.extend(ids.iter().cloned()));
        set_timeout(move || _ = self.0.try_update(|lit| lit.retain(|id| !ids.contains(id))), LIT);
    }
}
