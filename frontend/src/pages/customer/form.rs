//! What is being written about a customer, beside what it was when the writing began.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use crate::api::customer::{Customer, Edit};
use crate::components::conflict::Clash;
use crate::format::number;

/// The fields, as they were typed.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) name: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) limit: RwSignal<String>,
    seen: RwSignal<Arc<Customer>>,
}

impl Form {
    /// Starts from what a customer is.
    pub(super) fn of(customer: Arc<Customer>) -> Self {
        let form = Self {
            name: RwSignal::new(String::new()),
            email: RwSignal::new(String::new()),
            limit: RwSignal::new(String::new()),
            seen: RwSignal::new(Arc::clone(&customer)),
        };
        form.start(customer);
        form
    }

    /// Starts again from there.
    pub(super) fn start(self, customer: Arc<Customer>) {
        self.name.set(customer.name.clone());
        self.email.set(customer.email.clone().unwrap_or_default());
        self.limit.set(number::editable(&customer.credit_limit.0));
        self.seen.set(customer);
    }

    /// The version that was seen.
    pub(super) fn version(self) -> i32 {
        self.seen.read_untracked().version
    }

    /// What is to be stored; none where the limit is no number.
    pub(super) fn edit(self) -> Option<Edit> {
        let seen = self.seen.get_untracked();
        let [name, email] = [self.name, self.email].map(|text| text.get_untracked().trim().to_owned());
        let limit = self.limit.get_untracked();
        let limit = if limit == number::editable(&seen.credit_limit.0) { None } else { Some(number::typed(&limit)?) };
        Some(Edit {
            name: Some(name).filter(|name| *name != seen.name),
            email: Some(email).filter(|email| *email != seen.email.clone().unwrap_or_default()),
            credit_limit: limit,
        })
    }

    /// Where what is typed differs from what is stored by now, and the reader changed it.
    pub(super) fn clashes(self, desk: Desk) -> Vec<Clash> {
        self.fields(&desk.customer(), &self.seen.get())
            .into_iter()
            .filter_map(|(label, typed, now, seen)| {
                let mine = typed.get();
                (mine.trim() != now && mine.trim() != seen).then_some(Clash { label, mine, theirs: now })
            })
            .collect()
    }

    /// Goes on from what is stored by now, with what was chosen where both differ.
    pub(super) fn settle(self, desk: Desk, mine: &[bool]) {
        let now = desk.customer_untracked();
        let mut mine = mine.iter();
        for (_, typed, now, seen) in self.fields(&now, &self.seen.get_untracked()) {
            let text = typed.get_untracked();
            let differs = text.trim() != now && text.trim() != seen;
            if !differs || mine.next() == Some(&false) {
                typed.set(now);
            }
        }
        self.seen.set(now);
    }

    fn fields(self, now: &Customer, seen: &Customer) -> [(&'static str, RwSignal<String>, String, String); 3] {
        let email = |customer: &Customer| customer.email.clone().unwrap_or_default();
        let limit = |customer: &Customer| number::editable(&customer.credit_limit.0);
        [
            ("Name", self.name, now.name.clone(), seen.name.clone()),
            ("E-mail", self.email, email(now), email(seen)),
            ("Credit limit", self.limit, limit(now), limit(seen)),
        ]
    }
}
