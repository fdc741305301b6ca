//! The journals and the database: every accepted mutation had its effect, once, and nothing else had any.

use std::collections::{BTreeMap, BTreeSet};

use super::Done;
use crate::faults::books::{Books, digits};
use crate::faults::journal::{Entry, Outcome};
use crate::faults::verdict::{Verdict, Wrong};

/// How an order must stand, after what was done to it.
#[derive(Debug, Default)]
struct Stands {
    /// Who has written about it.
    clients: BTreeSet<usize>,
    customer: String,
    status: &'static str,
    /// Quantities by item.
    items: BTreeMap<String, i64>,
}

/// Compares them.
pub(super) fn compare(entries: &[Entry], done: &Done, books: &Books, verdict: &mut Verdict) {
    counts(done, books, verdict);
    limits(entries, books, verdict);
    for (order, stands) in replayed(entries) {
        // What several clients did to an order came in an order that no journal tells; it is counted above.
        if stands.clients.len() == 1
            && let Some(stored) = books.orders.get(&order)
        {
            let items: BTreeMap<String, i64> = books
                .items
                .iter()
                .filter(|(_, item)| item.order == order)
                .map(|(id, item)| (id.clone(), item.quantity / 1_000))
                .collect();
            if (&stored.customer, stored.status.as_str(), &items) != (&stands.customer, stands.status, &stands.items) {
                verdict.find(
                    Wrong::Lost,
                    format!("order {order} stands as {stored:?} {items:?}, and should as {stands:?}"),
                );
            }
        }
    }
}

/// Each order has been through what was accepted for it, no less and no more.
fn counts(done: &Done, books: &Books, verdict: &mut Verdict) {
    for (order, accepted) in done {
        let mut stored = books.history.get(order).cloned().unwrap_or_default();
        for mutation in accepted {
            match stored.iter().position(|command| command == mutation) {
                Some(place) => drop(stored.swap_remove(place)),
                None => verdict
                    .find(Wrong::Lost, format!("{mutation} of order {order} was accepted, and is not in its history")),
            }
        }
        for command in stored {
            verdict.find(Wrong::Phantom, format!("{command} of order {order} is in its history, and nobody was told"));
        }
        let versions = i64::try_from(accepted.len()).unwrap_or(i64::MAX);
        match books.orders.get(order) {
            None => verdict.find(Wrong::Lost, format!("order {order} was accepted, and is not there")),
            Some(row) if row.version != versions => {
                let what = format!("order {order} is at version {} after {versions} mutations", row.version);
                verdict.find(if row.version > versions { Wrong::Phantom } else { Wrong::Lost }, what);
            }
            Some(_) => {}
        }
    }
    for order in books.orders.keys().filter(|order| !done.contains_key(*order)) {
        verdict.find(Wrong::Phantom, format!("order {order} is there, and nobody was told"));
    }
}

/// Each customer's limit was changed as often as that was accepted, and is one of those.
fn limits(entries: &[Entry], books: &Books, verdict: &mut Verdict) {
    let mut accepted: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.intent.mutation == "updateCustomer") {
        if let Some(Outcome::Done { .. }) = entry.outcomes.first() {
            let limit = entry.intent.text("creditLimit").replace('.', "").parse::<i64>().unwrap_or(-1) * 100;
            accepted.entry(digits(entry.intent.text("id"))).or_default().push(limit);
        }
    }
    for (id, customer) in &books.customers {
        let limits = accepted.get(id).cloned().unwrap_or_default();
        let changes = i64::try_from(limits.len()).unwrap_or(-1);
        if customer.version > changes + 1 {
            verdict.find(
                Wrong::Phantom,
                format!("customer {id} is at version {} after {changes} changes", customer.version),
            );
        }
        if customer.version < changes + 1 || (changes > 0 && !limits.contains(&customer.limit)) {
            verdict.find(Wrong::Lost, format!("customer {id} is {customer:?} after {changes} changes"));
        }
    }
}

/// What accepted mutations make of each order, in the order in which they were asked for.
fn replayed(entries: &[Entry]) -> BTreeMap<String, Stands> {
    let mut orders: BTreeMap<String, Stands> = BTreeMap::new();
    for Entry { client, intent, outcomes } in entries {
        let Some(Outcome::Done { order, item, items }) = outcomes.first() else { continue };
        if order.is_empty() {
            continue;
        }
        let stands = orders.entry(digits(order)).or_default();
        stands.clients.insert(*client);
        let quantity = intent.text("quantity").parse().unwrap_or_default();
        match intent.mutation.as_str() {
            "createOrder" => {
                stands.customer = digits(intent.text("customerId"));
                stands.status = "OPEN";
                stands.items = items.iter().map(|(id, quantity)| (digits(id), *quantity)).collect();
            }
            "shipOrder" => stands.status = "SHIPPED",
            "unshipOrder" => stands.status = "OPEN",
            "cancelOrder" => stands.status = "CANCELLED",
            "addItem" => drop(stands.items.insert(digits(item), quantity)),
            "updateItem" => drop(stands.items.insert(digits(intent.text("id")), quantity)),
            "deleteItem" => drop(stands.items.remove(&digits(intent.text("id")))),
            "updateOrder" if intent.input.get("customerId").is_some() => {
                stands.customer = digits(intent.text("customerId"));
            }
            _ => {}
        }
    }
    orders
}
