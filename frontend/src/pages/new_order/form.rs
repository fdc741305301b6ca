//! What was entered so far, and what the server says of it.

use cynic::Id;
use leptos::prelude::*;

use crate::api::client::ApiError;
use crate::api::failure::Refusal;
use crate::api::lookup::{CustomerHit, ProductHit};
use crate::api::place::{self, Draft, DraftItem, Preview};
use crate::api::scalar::Decimal;
use crate::format::number;
use crate::load::load;
use crate::pause::pause;

/// How long typing must rest before the preview follows.
const RESTS_MS: u32 = 200;

/// An item that is entered.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Tells lines of the same product apart.
    pub(super) id: u32,
    /// What, at the price that was shown.
    pub(super) product: RwSignal<ProductHit>,
    /// How much of it, as it was typed.
    pub(super) quantity: RwSignal<String>,
}

/// What the server said, and of what.
type Judged = (Draft, Result<Preview, ApiError>);

/// The order so far.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// Who orders.
    pub(super) customer: RwSignal<Option<CustomerHit>>,
    /// What.
    pub(super) lines: RwSignal<Vec<Line>>,
    /// What the customer calls it.
    pub(super) reference: RwSignal<String>,
    /// What people want to remember.
    pub(super) note: RwSignal<String>,
    next: StoredValue<u32>,
    draft: Memo<Option<Draft>>,
    judged: Memo<Option<Judged>>,
}

impl Form {
    /// Nothing is entered yet.
    pub(super) fn new() -> Self {
        let (customer, lines) = (RwSignal::new(None::<CustomerHit>), RwSignal::new(Vec::<Line>::new()));
        let (reference, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let draft = Memo::new(move |_| {
            let customer = customer.get()?;
            let items = lines.get().iter().map(item).collect::<Option<Vec<_>>>().filter(|items| !items.is_empty())?;
            let (external_reference, notes) = (said(&reference.read()), said(&note.read()));
            Some(Draft { customer_id: customer.id, items, external_reference, notes })
        });
        let answer = load(move || {
            let draft = draft.get();
            async move {
                let draft = draft?;
                pause(RESTS_MS).await;
                Some((draft.clone(), place::preview(draft).await))
            }
        });
        // What was said last stays while the next is awaited; without a draft there is nothing to say.
        let judged = Memo::new(move |before: Option<&Option<Judged>>| {
            draft.read().as_ref()?;
            answer.get().flatten().or_else(|| before.cloned().flatten())
        });
        Self { customer, lines, reference, note, next: StoredValue::new(0), draft, judged }
    }

    /// The order as it would be sent; none while something is missing.
    pub(super) fn draft(self) -> Memo<Option<Draft>> {
        self.draft
    }

    /// What the server last said of it.
    pub(super) fn judged(self) -> Memo<Option<Judged>> {
        self.judged
    }

    /// Whether that is about what stands there now.
    pub(super) fn is_current(self) -> bool {
        self.judged.read().as_ref().is_some_and(|(of, _)| Some(of) == self.draft.read().as_ref())
    }

    /// What still keeps it from being sent.
    pub(super) fn missing(self) -> Option<&'static str> {
        if self.customer.read_untracked().is_none() {
            Some("choose the customer first.")
        } else if self.lines.read_untracked().is_empty() {
            Some("add an item first.")
        } else if self.draft.read_untracked().is_none() {
            Some("a quantity is no number.")
        } else {
            None
        }
    }

    /// Adds an item.
    pub(super) fn add(self, product: ProductHit, quantity: &str) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let line = Line { id, product: RwSignal::new(product), quantity: RwSignal::new(number::editable(quantity)) };
        self.lines.update(|lines| lines.push(line));
    }

    /// Takes an item out.
    pub(super) fn remove(self, id: u32) {
        self.lines.update(|lines| lines.retain(|line| line.id != id));
    }

    /// Where an item stands.
    pub(super) fn place_of(self, id: u32) -> Option<usize> {
        self.lines.read().iter().position(|line| line.id == id)
    }

    /// What an item comes to, as far as that is known.
    pub(super) fn amount(self, id: u32) -> Option<String> {
        let at = self.place_of(id)?;
        match &*self.judged.read() {
            Some((_, Ok(preview))) => preview.amounts.get(at).cloned(),
            _ => None,
        }
    }

    /// What the server would refuse about an item.
    pub(super) fn trouble(self, id: u32) -> Option<Refusal> {
        let at = self.place_of(id)?.to_string();
        let about = |refusal: &&Refusal| matches!(refusal.field.as_slice(), [list, place, ..] if list == "items" && *place == at);
        self.refusals().iter().find(about).cloned()
    }

    /// What it would refuse about this field.
    pub(super) fn about(self, field: &'static [&'static str]) -> Signal<Option<Refusal>> {
        Signal::derive(move || self.refusals().into_iter().find(|refusal| refusal.field == field))
    }

    /// All that it would refuse.
    pub(super) fn refusals(self) -> Vec<Refusal> {
        match &*self.judged.read() {
            Some((_, Ok(preview))) => preview.refusals.clone(),
            _ => Vec::new(),
        }
    }
}

fn item(line: &Line) -> Option<DraftItem> {
    let product = line.product.get();
    Some(DraftItem {
        product_id: Id::new(product.id.inner()),
        quantity: Decimal(number::typed(&line.quantity.read())?),
        expected_unit_price: Some(product.unit_price),
    })
}

fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
