//! Everything added up anew.

use std::collections::BTreeMap;

use crate::faults::books::Books;
use crate::faults::verdict::{Verdict, Wrong};

/// Compares what is stored with what it is made of, and what customers owe with what they may.
pub(super) fn recompute(books: &Books, verdict: &mut Verdict) {
    let mut orders: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (id, item) in &books.items {
        // Quantities have three decimals; here all are whole, and prices of whole cents, so nothing is rounded.
        if item.amount != item.quantity * item.price / 1_000 {
            verdict.find(Wrong::Drift, format!("item {id} is {item:?}"));
        }
        let (total, count) = orders.entry(&item.order).or_default();
        (*total, *count) = (*total + item.amount, *count + 1);
    }
    let mut customers: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (id, order) in &books.orders {
        if orders.get(id.as_str()) != Some(&(order.total, order.count)) {
            verdict.find(Wrong::Drift, format!("order {id} is {order:?}, and its items {:?}", orders.get(id.as_str())));
        }
        if order.status == "OPEN" {
            let (balance, open) = customers.entry(&order.customer).or_default();
            (*balance, *open) = (*balance + order.total, *open + 1);
        }
    }
    for (id, customer) in &books.customers {
        let (owes, open) = customers.get(id.as_str()).copied().unwrap_or_default();
        if (owes, open) != (customer.balance, customer.open_orders) {
            verdict.find(Wrong::Drift, format!("customer {id} is {customer:?}, and its orders {owes} in {open}"));
        }
        if owes.max(customer.balance) > customer.limit {
            verdict.find(Wrong::Overdraft, format!("customer {id} is {customer:?}, and owes {owes}"));
        }
    }
}
