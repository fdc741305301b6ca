//! What the world was told: each accepted mutation once, an order's events in order, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::Done;
use crate::faults::arrival::Arrived;
use crate::faults::books::digits;
use crate::faults::follower::Follower;
use crate::faults::verdict::{Verdict, Wrong};

/// How many events an accepted mutation of an order makes.
pub(super) fn told(mutation: &str) -> usize {
    if ["shipOrder", "unshipOrder"].contains(&mutation) { 2 } else { 1 }
}

/// Compares what was accepted with what arrived.
pub(super) fn compare(done: &Done, arrived: &[Arrived], verdict: &mut Verdict) {
    let mut first: BTreeMap<&str, &Arrived> = BTreeMap::new();
    let mut newest: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for event in arrived {
        if first.contains_key(event.id.as_str()) {
            verdict.duplicates += 1;
            continue;
        }
        first.insert(&event.id, event);
        let (topic, part) = event.place;
        let (sequence, had) = newest.entry((topic, &event.order)).or_insert((0, part));
        if event.sequence <= *sequence || part != *had {
            verdict.find(Wrong::Disorder, format!("{event:?} came after number {sequence} of the same order"));
        }
        *sequence = event.sequence;
    }
    let mut by_order: BTreeMap<String, Vec<&Arrived>> = BTreeMap::new();
    for event in first.into_values() {
        by_order.entry(digits(&event.order)).or_default().push(event);
    }
    for (order, accepted) in done {
        of_order(order, accepted, &by_order.remove(order).unwrap_or_default(), verdict);
    }
    for event in by_order.into_values().flatten() {
        verdict.find(Wrong::Phantom, format!("{event:?} is of an order that nobody was told of"));
    }
}

fn of_order(order: &str, accepted: &[String], events: &[&Arrived], verdict: &mut Verdict) {
    let sequences: BTreeSet<i64> = events.iter().map(|event| event.sequence).collect();
    let whole = sequences.iter().copied().eq(1..=i64::try_from(events.len()).unwrap_or(0));
    if !whole {
        verdict.find(Wrong::Lost, format!("the events of order {order} have a gap: {sequences:?}"));
    }
    let mut told: Vec<&str> = events
        .iter()
        .map(|event| if event.command.is_empty() { &event.kind } else { &event.command }.as_str())
        .collect();
    let expected = accepted.iter().flat_map(|mutation| {
        let shipment = match mutation.as_str() {
            "shipOrder" => Some("order.shipped"),
            "unshipOrder" => Some("order.unshipped"),
            _ => None,
        };
        std::iter::once(mutation.as_str()).chain(shipment)
    });
    for what in expected {
        match told.iter().position(|one| *one == what) {
            Some(place) => drop(told.swap_remove(place)),
            None => verdict.find(Wrong::Lost, format!("no event tells of {what} of order {order}")),
        }
    }
    for what in told {
        verdict.find(Wrong::Phantom, format!("an event tells of {what} of order {order}, which nobody was told of"));
    }
}

/// Compares what arrived with what each follower saw.
pub(super) fn compare_followers(arrived: &[Arrived], followers: &[Follower], verdict: &mut Verdict) {
    let mut orders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for follower in followers {
        let known: BTreeMap<&str, &Arrived> = arrived
            .iter()
            .filter(|event| event.kind == follower.kind)
            .map(|event| (event.id.as_str(), event))
            .collect();
        let seen = follower.seen();
        for complaint in &seen.complaints {
            verdict.find(Wrong::Broken, format!("{} was told {complaint}", follower.name));
        }
        let mut had = BTreeSet::new();
        let mut newest: BTreeMap<&str, i64> = BTreeMap::new();
        for id in &seen.events {
            if !had.insert(id.as_str()) {
                verdict.find(Wrong::Phantom, format!("{} saw {id} twice", follower.name));
                continue;
            }
            let Some(event) = known.get(id.as_str()) else {
                verdict.find(Wrong::Phantom, format!("{} saw {id}, which never arrived", follower.name));
                continue;
            };
            let sequence = newest.entry(&event.order).or_default();
            if event.sequence <= *sequence {
                verdict.find(Wrong::Disorder, format!("{} saw {event:?} after number {sequence}", follower.name));
            }
            *sequence = event.sequence;
        }
        for id in known.keys().filter(|id| !had.contains(*id)) {
            verdict.find(Wrong::Lost, format!("{} did not see {id}", follower.name));
        }
        let others = orders.entry(follower.kind).or_insert_with(|| seen.events.clone());
        if *others != seen.events {
            verdict.find(Wrong::Disorder, format!("{} saw another order of events than others", follower.name));
        }
        verdict.notes.push(format!("{} saw {} events", follower.name, seen.events.len()));
    }
}
