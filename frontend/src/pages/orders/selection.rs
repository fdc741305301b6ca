//! The rows that are ticked. What leaves the page is not ticked any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::api::orders::{Ask, Page};
use crate::effect::effect;

/// The orders that are selected.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    ids: RwSignal<BTreeSet<String>>,
    shown: Memo<Vec<String>>,
}

impl Selection {
    /// Nothing is selected yet.
    pub(super) fn start(loaded: Memo<Option<(Ask, Arc<Page>)>>) -> Self {
        let ids = RwSignal::new(BTreeSet::new());
        let shown: Memo<Vec<String>> = Memo::new(move |_| {
            let orders =
                |(_, page): &(Ask, Arc<Page>)| page.orders.iter().map(|order| order.id.inner().to_owned()).collect();
            loaded.read().as_ref().map(orders).unwrap_or_default()
        });
        effect(move || {
            let shown = shown.get();
            if ids.with_untracked(|ids: &BTreeSet<String>| ids.iter().any(|id| !shown.contains(id))) {
                ids.update(|ids| ids.retain(|id| shown.contains(id)));
            }
        });
        Self { ids, shown }
    }

    /// Whether this one is.
    pub(super) fn has(self, id: &str) -> bool {
        self.ids.read().contains(id)
    }

    /// Selects it, or not any more.
    pub(super) fn toggle(self, id: &str) {
        self.ids.update(|ids| {
            if !ids.remove(id) {
                ids.insert(id.to_owned());
            }
        });
    }

    /// How many are.
    pub(super) fn count(self) -> usize {
        self.ids.read().len()
    }

    /// Whether all of the page are.
    pub(super) fn is_all(self) -> bool {
        let shown = self.shown.read();
        !shown.is_empty() && shown.iter().all(|id| self.ids.read().contains(id))
    }

    /// Selects all of the page, or none.
    pub(super) fn toggle_all(self) {
        let all = if self.is_all() { BTreeSet::new() } else { self.shown.get_untracked().into_iter().collect() };
        self.ids.set(all);
    }

    /// Selects none.
    pub(super) fn clear(self) {
        self.ids.update(BTreeSet::clear);
    }

    /// Their ids, from the top of the page.
    pub(super) fn in_order(self) -> Vec<String> {
        let ids = self.ids.get_untracked();
        self.shown.get_untracked().into_iter().filter(|id| ids.contains(id)).collect()
    }
}
