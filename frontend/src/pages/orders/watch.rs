//! The answer to what the address asks, kept up to date: what changes elsewhere shows, and lights up, at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::address::View;
use crate::api::client::ApiError;
use crate::api::orders::{self, Ask, Order, Page};
use crate::effect::{effect, on_change};
use crate::late::late;
use crate::live::use_live;
use crate::load::load;

/// How long what somebody else changed stays lit.
const LIT: Duration = Duration::from_millis(2400);
/// How long changes are gathered before the list is asked for again.
const GATHERED: Duration = Duration::from_millis(500);

/// An answer, with what it answers: while another one is awaited, this tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    ask: Ask,
    attempt: u32,
    result: Result<Arc<Page>, ApiError>,
}

/// What stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    /// Not worth showing a wait yet.
    Bare,
    /// Rows are on their way.
    Skeleton,
    /// Rows.
    Rows,
    /// There are none.
    Blank(Ask, Arc<Page>),
    /// There is no answer.
    Problem(ApiError),
}

/// The list.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    answer: Memo<Option<Answer>>,
    attempt: RwSignal<u32>,
    late: ReadSignal<bool>,
    lit: RwSignal<BTreeSet<String>>,
    /// The versions of what the reader's own actions changed: they are no news.
    own: StoredValue<BTreeMap<String, i32>>,
}

impl Watch {
    /// Asks, and asks again when something changes.
    pub(super) fn start(view: Memo<View>) -> Self {
        let ask = Memo::new(move |_| view.get().ask);
        let attempt = RwSignal::new(0_u32);
        let resource = load(move || {
            let (ask, attempt) = (ask.get(), attempt.get());
            async move {
                let result = orders::page(&ask).await.map(Arc::new);
                Answer { ask, attempt, result }
            }
        });
        let answer = Memo::new(move |before: Option<&Option<Answer>>| {
            let answer = resource.get();
            // A refresh that fails keeps the rows; the banner says that there is no connection.
            match (&answer, before.cloned().flatten()) {
                (Some(Answer { ask, attempt, result: Err(ApiError::Unreachable) }), Some(before))
                    if before.ask == *ask && before.result.is_ok() =>
                {
                    Some(Answer { attempt: *attempt, ..before })
                }
                _ => answer,
            }
        });
        let pending = Memo::new(move |_| {
            answer.read().as_ref().is_none_or(|answer| answer.ask != ask.get() || answer.attempt != attempt.get())
        });
        let late = late(pending);
        let watch = Self { answer, attempt, late, lit: RwSignal::default(), own: StoredValue::default() };
        watch.listen();
        watch.light();
        watch
    }

    /// Asks again.
    pub(super) fn again(self) {
        self.attempt.try_update(|attempt| *attempt += 1);
    }

    /// Whether a wait is worth showing.
    pub(super) fn late(self) -> ReadSignal<bool> {
        self.late
    }

    /// What stands on the sheet. Another page or filter keeps the rows until the wait is worth showing.
    pub(super) fn sheet(self, view: Memo<View>) -> Memo<Sheet> {
        Memo::new(move |_| {
            let answer = self.answer.get();
            let shown = answer.filter(|answer| !self.late.get() || answer.ask == view.read().ask);
            match shown {
                Some(Answer { ask, result: Ok(page), .. }) if page.orders.is_empty() => Sheet::Blank(ask, page),
                Some(Answer { result: Ok(_), .. }) => Sheet::Rows,
                Some(Answer { result: Err(error), .. }) => Sheet::Problem(error),
                None if self.late.get() => Sheet::Skeleton,
                None => Sheet::Bare,
            }
        })
    }

    /// The page that came last, with what it answers.
    pub(super) fn loaded(self) -> Memo<Option<(Ask, Arc<Page>)>> {
        Memo::new(move |_| {
            let Answer { ask, result, .. } = self.answer.get()?;
            Some((ask, result.ok()?))
        })
    }

    /// Whether somebody else just changed this order.
    pub(super) fn is_lit(self, id: &str) -> bool {
        self.lit.read().contains(id)
    }

    /// What the reader's own action made of an order.
    pub(super) fn own(self, order: &Order) {
        self.own.update_value(|own| _ = own.insert(order.id.inner().to_owned(), order.version));
    }

    fn listen(self) {
        let live = use_live();
        let waiting = StoredValue::new(false);
        live.on_change(move |_| {
            // One question for all that changes at about the same time.
            if waiting.get_value() {
                return;
            }
            waiting.set_value(true);
            set_timeout(
                move || {
                    waiting.try_set_value(false);
                    self.again();
                },
                GATHERED,
            );
        });
        on_change(move || live.gap().get(), move || self.again());
    }

    fn light(self) {
        let loaded = self.loaded();
        let mut before = None::<(Ask, Arc<Page>)>;
        effect(move || {
            let now = loaded.get();
            if let (Some((asked, before)), Some((ask, page))) = (&before, &now)
                && asked == ask
            {
                self.compare(before, page);
            }
            before = now;
        });
    }

    fn compare(self, before: &Page, after: &Page) {
        let is_known = |order: &&Order| {
            let same = |old: &Order| old.id == order.id && old.version == order.version;
            let own = self.own.with_value(|own| own.get(order.id.inner()) == Some(&order.version));
            own || before.orders.iter().any(same)
        };
        let newest = before.orders.iter().map(|order| order.number).max().unwrap_or_default();
        // What only moved up from the next page is no news.
        let is_news = |order: &&Order| order.number > newest || before.orders.iter().any(|old| old.id == order.id);
        let changed: BTreeSet<String> = after
            .orders
            .iter()
            .filter(|order| !is_known(order) && is_news(order))
            .map(|order| order.id.inner().to_owned())
            .collect();
        if changed.is_empty() {
            return;
        }
        self.lit.update(|lit| lit.extend(changed.iter().cloned()));
        set_timeout(move || _ = self.lit.try_update(|lit| lit.retain(|id| !changed.contains(id))), LIT);
    }
}
