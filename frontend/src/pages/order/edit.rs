//! The state of an item that may be edited: what was typed, on what that was decided, and what the server said to it.

use cynic::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::api::failure::Failure;
use crate::api::order::{self, Item, ItemChange};
use crate::effect::effect;
use crate::format::number;
use crate::submit::Submit;

/// What keeps an item from being as it was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The quantity is no number.
    Unreadable,
    /// The server did not take it.
    Failed(Failure),
}

/// An item under edit.
#[derive(Clone, Copy)]
pub(super) struct Edit {
    desk: Desk,
    id: StoredValue<String>,
    item: Memo<Option<Item>>,
    stored: Memo<String>,
    typed: RwSignal<String>,
    /// The item as it was when somebody began to write: what is saved was decided on that.
    seen: StoredValue<Option<Item>>,
    change: Submit,
    removal: Submit,
    unreadable: RwSignal<bool>,
    conflict: RwSignal<bool>,
}

impl Edit {
    /// Nothing is written yet.
    pub(super) fn start(desk: Desk, id: String) -> Self {
        let id = StoredValue::new(id);
        // An item that was taken out is still shown for as long as its row takes to leave.
        let item = Memo::new(move |before: Option<&Option<Item>>| {
            desk.item(&id.read_value()).or_else(|| before.cloned().flatten())
        });
        let stored =
            Memo::new(move |_| item.read().as_ref().map(|item| number::editable(&item.quantity.0)).unwrap_or_default());
        let edit = Self {
            desk,
            id,
            item,
            stored,
            typed: RwSignal::new(stored.get_untracked()),
            seen: StoredValue::new(None),
            change: Submit::new(),
            removal: Submit::new(),
            unreadable: RwSignal::new(false),
            conflict: RwSignal::new(false),
        };
        effect(move || {
            let stored = stored.get();
            if edit.seen.with_value(Option::is_none) {
                edit.typed.set(stored);
            }
        });
        effect(move || {
            if edit.change.failure().get().is_some_and(|failure| failure.stale().is_some()) {
                spawn_local(async move {
                    desk.look().await;
                    _ = edit.conflict.try_set(true);
                });
            }
        });
        edit
    }

    /// The item as it is stored, or was last.
    pub(super) fn item(self) -> Memo<Option<Item>> {
        self.item
    }

    /// Something of the item, in words.
    pub(super) fn part(self, part: fn(&Item) -> String) -> Signal<String> {
        let item = self.item;
        Signal::derive(move || item.read().as_ref().map(part).unwrap_or_default())
    }

    /// The stored quantity, as it is typed.
    pub(super) fn stored(self) -> Memo<String> {
        self.stored
    }

    /// The quantity that stands in the field.
    pub(super) fn typed(self) -> Signal<String> {
        self.typed.into()
    }

    /// Whether it is asked whose quantity it shall be.
    pub(super) fn conflict(self) -> RwSignal<bool> {
        self.conflict
    }

    /// Whether somebody else just changed it.
    pub(super) fn is_lit(self) -> bool {
        self.desk.is_lit(&self.id.read_value())
    }

    /// Whether something is under way.
    pub(super) fn is_busy(self) -> bool {
        self.change.busy().get() || self.removal.busy().get()
    }

    /// What is wrong. That somebody else was faster is asked about, not told.
    pub(super) fn trouble(self) -> Option<Trouble> {
        let change = self.change.failure().get().filter(|failure| failure.stale().is_none());
        let failed = change.or_else(|| self.removal.failure().get()).map(Trouble::Failed);
        failed.or_else(|| self.unreadable.get().then_some(Trouble::Unreadable))
    }

    /// What somebody else stored meanwhile.
    pub(super) fn theirs(self) -> Signal<String> {
        Signal::derive(move || match self.desk.item(&self.id.read_value()) {
            Some(item) => number::quantity(&item.quantity.0),
            None => "deleted".to_owned(),
        })
    }

    /// Somebody writes.
    pub(super) fn write(self, text: String) {
        if self.seen.with_value(Option::is_none) {
            self.seen.set_value(self.item.get_untracked());
        }
        self.typed.set(text);
    }

    /// Stores what was written. Leaving a field that was refused does not ask `again`; Enter does.
    pub(super) fn commit(self, again: bool) {
        let Some(before) = self.seen.get_value().or_else(|| self.item.get_untracked()) else { return };
        let Some(quantity) = number::typed(&self.typed.get_untracked()) else {
            self.unreadable.set(true);
            return;
        };
        self.unreadable.set(false);
        if self.typed.get_untracked() == number::editable(&before.quantity.0) {
            self.put_back();
        } else if again || self.change.failure().read_untracked().is_none() {
            self.send(quantity, before.version);
        }
    }

    /// Forgets what was written.
    pub(super) fn put_back(self) {
        self.seen.set_value(None);
        self.unreadable.set(false);
        self.change.forget();
        self.removal.forget();
        self.typed.set(self.stored.get_untracked());
    }

    /// Stores another quantity than was written.
    pub(super) fn use_instead(self, quantity: String) {
        let version = self.item.get_untracked().map_or(0, |item| item.version);
        self.typed.set(number::editable(&quantity));
        self.send(quantity, version);
    }

    /// Stores what was written over what somebody else stored.
    pub(super) fn overwrite(self) {
        let now = self.desk.item(&self.id.read_value());
        if let (Some(item), Some(quantity)) = (now, number::typed(&self.typed.get_untracked())) {
            self.seen.set_value(Some(item.clone()));
            self.send(quantity, item.version);
        }
        self.conflict.set(false);
    }

    /// Leaves what somebody else stored.
    pub(super) fn give_way(self) {
        self.conflict.set(false);
        self.put_back();
    }

    /// Takes the item out.
    pub(super) fn remove(self) {
        let Some(Item { id, version, .. }) = self.item.get_untracked() else { return };
        let what = format!("delete {} {version}", id.inner());
        self.removal.send(what, |key| self.desk.doing(order::delete_item(id, version, key)), |_| {});
    }

    fn send(self, quantity: String, version: i32) {
        let id = self.id.get_value();
        let what = format!("{id} {version} {quantity}");
        let change = ItemChange::Quantity(quantity);
        let call = move |key| self.desk.doing(order::change_item(Id::new(id), version, change, key));
        self.change.send(what, call, move |_| self.put_back());
    }
}
