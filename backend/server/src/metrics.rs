//! What a server tells whoever watches it, in the text format that Prometheus reads.
//!
//! Labels are names that are known beforehand, never text of a client: what one asks cannot make the list grow. The
//! domain knows none of this: its counts are read when somebody scrapes.

pub mod described;
mod scrape;

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::graphql::tally::Refused;
use described::{REFUSALS, REQUEST_DURATION, REQUESTS, SUBSCRIPTIONS};

pub use scrape::{Momentary, scrape};

/// The upper ends of the buckets of request durations, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// What kind of operation was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A query.
    Query,
    /// A mutation.
    Mutation,
    /// A subscription.
    Subscription,
    /// Something that could not be read.
    Unknown,
}

impl Kind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
            Self::Unknown => "unknown",
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done,
    /// Something in it was refused, as data.
    Refused,
    /// It could not be meant, or may not be asked.
    Invalid,
    /// Something broke.
    Fault,
}

impl Outcome {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Invalid => "invalid",
            Self::Fault => "fault",
        }
    }
}

type Labels<const N: usize> = [(&'static str, &'static str); N];

/// What is counted as it happens.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels<2>, Counter>,
    durations: Family<Labels<1>, Histogram, fn() -> Histogram>,
    refusals: Family<Labels<2>, Counter>,
    subscriptions: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            refusals: Family::default(),
            subscriptions: Gauge::default(),
        };
        let mut registry = Registry::default();
        REQUESTS.register(&mut registry, metrics.requests.clone());
        REQUEST_DURATION.register(&mut registry, metrics.durations.clone());
        REFUSALS.register(&mut registry, metrics.refusals.clone());
        SUBSCRIPTIONS.register(&mut registry, metrics.subscriptions.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// A request could not be read, or may not be asked.
    pub fn unread(&self) {
        self.count(Kind::Unknown, Outcome::Invalid);
    }

    fn count(&self, kind: Kind, outcome: Outcome) {
        self.requests.get_or_create(&[("kind", kind.name()), ("outcome", outcome.name())]).inc();
    }

    /// A request has ended.
    pub fn request(&self, kind: Kind, outcome: Outcome, took: Duration, refused: &[Refused]) {
        self.count(kind, outcome);
        self.durations.get_or_create(&[("kind", kind.name())]).observe(took.as_secs_f64());
        for Refused { code, rule } in refused {
            self.refusals.get_or_create(&[("code", code), ("rule", rule)]).inc();
        }
    }

    /// Counts a subscription as open, until dropped.
    pub fn subscription(&self) -> Following {
        self.subscriptions.inc();
        Following(self.subscriptions.clone())
    }
}

/// An open subscription.
pub struct Following(Gauge);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.dec();
    }
}
