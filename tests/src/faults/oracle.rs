//! The comparison, when nothing breaks any more: the clients' journals with the database, with what reached the destination,
//! and with what followers saw.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::arrival::{self, Arrived};
use super::auditor::Auditor;
use super::books::{Books, digits};
use super::follower::Follower;
use super::journal::{Entry, Outcome};
use super::verdict::{Verdict, Wrong};
use super::world::World;
use crate::command::{docket, ended_within};

mod effects;
mod events;
mod sums;

/// Without anything new for so long, nothing more is coming.
const SILENCE: Duration = Duration::from_secs(45);
/// How long recomputing everything may take.
const VERIFYING: Duration = Duration::from_mins(5);

/// What was done to each order, by the digits of its id: the mutations that were accepted.
type Done = BTreeMap<String, Vec<String>>;

/// Compares everything.
pub async fn judge(world: &World, entries: Vec<Entry>, followers: Vec<Follower>, auditor: &Auditor) -> Verdict {
    let mut verdict = Verdict::default();
    auditor.report(&mut verdict);
    let done = accepted(&entries, &mut verdict);
    world.tell("waiting until everything has reached the destination");
    let arrived = all_arrived(world, &done).await;
    events::compare(&done, &arrived, &mut verdict);
    all_seen(&arrived, &followers).await;
    events::compare_followers(&arrived, &followers, &mut verdict);
    drop(followers);
    let books = Books::read(&world.database_url).await;
    effects::compare(&entries, &done, &books, &mut verdict);
    sums::recompute(&books, &mut verdict);
    verify(world, &mut verdict).await;
    for instance in &world.instances {
        for line in instance.lock().await.panics() {
            verdict.find(Wrong::Broken, line);
        }
    }
    let mutations: usize = done.values().map(Vec::len).sum();
    verdict.notes.extend(world.pulse.lines());
    verdict.notes.push(format!(
        "{} intents, {mutations} accepted on {} orders, {} events",
        entries.len(),
        done.len(),
        arrived.len()
    ));
    verdict
}

/// The mutations that were accepted, by order. Answers to one key must agree, and each key must have one.
fn accepted(entries: &[Entry], verdict: &mut Verdict) -> Done {
    let mut done = Done::new();
    for Entry { intent, outcomes, .. } in entries {
        let Some(first) = outcomes.first() else {
            verdict.find(Wrong::Lost, format!("no answer, however often it is asked: {intent:?}"));
            continue;
        };
        if outcomes.iter().any(|other| !agree(first, other)) {
            verdict.find(Wrong::Phantom, format!("one key, several answers: {intent:?} {outcomes:?}"));
        }
        if let Outcome::Done { order, .. } = first
            && !order.is_empty()
        {
            done.entry(digits(order)).or_default().push(intent.mutation.clone());
        }
    }
    done
}

/// Whether two answers tell of one effect. What else they show is of the moment when they were given.
fn agree(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Done { order, .. }, Outcome::Done { order: other, .. }) => order == other,
        (Outcome::Refused(_), Outcome::Refused(_)) => one == other,
        _ => false,
    }
}

/// Waits until as many events have arrived as must have, or no more are coming.
async fn all_arrived(world: &World, done: &Done) -> Vec<Arrived> {
    let expected = done.values().flatten().map(|mutation| events::told(mutation)).sum();
    let (mut had, mut since) = (0, Instant::now());
    loop {
        let arrived = tokio::task::block_in_place(|| arrival::all(world));
        let ids: std::collections::BTreeSet<&str> = arrived.iter().map(|event| event.id.as_str()).collect();
        if ids.len() > had {
            (had, since) = (ids.len(), Instant::now());
        }
        if had >= expected || since.elapsed() > SILENCE {
            return arrived;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Waits until every follower has seen as many events as arrived, or sees no more.
async fn all_seen(arrived: &[Arrived], followers: &[Follower]) {
    for follower in followers {
        let ids: std::collections::BTreeSet<&str> =
            arrived.iter().filter(|event| event.kind == follower.kind).map(|event| event.id.as_str()).collect();
        let (mut had, mut since) = (0, Instant::now());
        while had < ids.len() && since.elapsed() < SILENCE {
            let now = follower.seen().events.len();
            if now > had {
                (had, since) = (now, Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// What Docket itself says when it recomputes everything.
async fn verify(world: &World, verdict: &mut Verdict) {
    let mut command = docket(&world.database_url, &["rules", "verify", "--json"]);
    let verified = ended_within(&mut command, VERIFYING).await;
    let report: Json = serde_json::from_str(&verified.stdout).unwrap_or_default();
    match report["drift"].as_u64() {
        Some(0) => {}
        Some(drift) => verdict.find(Wrong::Drift, format!("docket rules verify: {drift} values: {}", report["rules"])),
        None => verdict.find(Wrong::Broken, format!("docket rules verify: {}", verified.text())),
    }
}
