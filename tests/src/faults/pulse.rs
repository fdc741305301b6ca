//! How long after the end of a fault things went again: until a mutation that was sent afterwards was answered, and until
//! an event reached the destination. Only faults that were alone until then tell anything.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What happened since each fault's end.
#[derive(Debug, Default)]
pub struct Pulse(Mutex<Beat>);

#[derive(Debug, Default)]
struct Beat {
    /// How many faults last.
    active: usize,
    ended: Vec<Ended>,
}

#[derive(Debug)]
struct Ended {
    kind: &'static str,
    since: Instant,
    mutated: Time,
    arrived: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    /// Nothing yet.
    Open,
    /// Another fault came in between.
    Disturbed,
    /// After this.
    Took(Duration),
}

impl Time {
    /// It has happened, after this.
    fn settle(&mut self, took: Duration) {
        if *self == Self::Open {
            *self = Self::Took(took);
        }
    }

    fn disturb(&mut self) {
        if *self == Self::Open {
            *self = Self::Disturbed;
        }
    }
}

impl Pulse {
    /// A fault begins.
    pub fn begun(&self) {
        self.with(|beat| {
            beat.active += 1;
            for one in &mut beat.ended {
                one.mutated.disturb();
                one.arrived.disturb();
            }
        });
    }

    /// A fault of this kind has ended.
    pub fn ended(&self, kind: &'static str) {
        self.with(|beat| {
            beat.active -= 1;
            let time = if beat.active == 0 { Time::Open } else { Time::Disturbed };
            beat.ended.push(Ended { kind, since: Instant::now(), mutated: time, arrived: time });
        });
    }

    /// A mutation that was sent then has been answered.
    pub fn mutated(&self, sent: Instant) {
        self.with(|beat| {
            beat.ended
                .iter_mut()
                .filter(|one| one.since <= sent)
                .for_each(|one| one.mutated.settle(one.since.elapsed()));
        });
    }

    /// Something has arrived at the destination.
    pub fn arrived(&self) {
        self.with(|beat| beat.ended.iter_mut().for_each(|one| one.arrived.settle(one.since.elapsed())));
    }

    /// A line for each kind of fault.
    pub fn lines(&self) -> Vec<String> {
        self.with(|beat| {
            let mut kinds: BTreeMap<&str, Vec<&Ended>> = BTreeMap::new();
            for one in &beat.ended {
                kinds.entry(one.kind).or_default().push(one);
            }
            let line = |(kind, all): (&&str, &Vec<&Ended>)| {
                let mutated = times(all.iter().map(|one| one.mutated));
                let arrived = times(all.iter().map(|one| one.arrived));
                format!(
                    "{kind:<22} {:>3} times; first mutation after {mutated}; first event after {arrived}",
                    all.len()
                )
            };
            kinds.iter().map(line).collect()
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Beat) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The median and the longest of those that were alone.
fn times(all: impl Iterator<Item = Time>) -> String {
    let mut took: Vec<Duration> =
        all.filter_map(|time| if let Time::Took(took) = time { Some(took) } else { None }).collect();
    took.sort();
    let (Some(median), Some(longest)) = (took.get(took.len() / 2), took.last()) else {
        return "? (never alone)".to_owned();
    };
    format!("{:.2} s (longest of {}: {:.2} s)", median.as_secs_f64(), took.len(), longest.as_secs_f64())
}
