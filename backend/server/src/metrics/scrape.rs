//! One scrape: what was counted as it happened, and what is so at this moment.

use std::sync::atomic::{AtomicU64, Ordering};

use docket_domain::Docket;
use docket_domain::outbox::backlog::{Backlog, Behind};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use sea_orm::DbBackend;

use super::described::{
    BATCHES, BUILD, DATABASE_UP, DEAD, Described, EVENTS, HELD, LEADER, LOCK_WAIT, LOCK_WAITS, OLDEST, REQUESTS_OPEN,
    SOCKETS, STATEMENTS, STREAMS, UNITS, UNPUBLISHED, UNSEQUENCED,
};
use super::{Labels, Metrics};
use crate::relay::Figures;

/// What only the server knows at this moment.
#[derive(Clone, Copy, Debug)]
pub struct Momentary {
    /// Requests being worked on.
    pub requests: usize,
    /// Sockets open.
    pub sockets: usize,
    /// Event streams open.
    pub streams: usize,
}

/// Everything as text; without the outbox when the database did not say what is in it.
pub fn scrape(
    metrics: &Metrics,
    docket: &Docket,
    momentary: Momentary,
    figures: Option<&Figures>,
    backlog: Option<&Backlog>,
) -> Result<String, std::fmt::Error> {
    let mut now = Registry::default();
    of_server(&mut now, momentary);
    of_units(&mut now, docket);
    if let Some(figures) = figures {
        of_relay(&mut now, figures);
    }
    gauge(&mut now, &DATABASE_UP, i64::from(backlog.is_some()));
    if let Some(backlog) = backlog {
        of_outbox(&mut now, docket, backlog);
    }
    let mut text = String::new();
    encode_registry(&mut text, &metrics.registry)?;
    encode_registry(&mut text, &now)?;
    encode_eof(&mut text)?;
    Ok(text)
}

fn of_server(now: &mut Registry, Momentary { requests, sockets, streams }: Momentary) {
    gauge(now, &REQUESTS_OPEN, i64::try_from(requests).unwrap_or(i64::MAX));
    gauge(now, &SOCKETS, i64::try_from(sockets).unwrap_or(i64::MAX));
    gauge(now, &STREAMS, i64::try_from(streams).unwrap_or(i64::MAX));
}

fn of_units(now: &mut Registry, docket: &Docket) {
    let (counts, database) = (docket.counts(), docket.database());
    let units: Family<Labels<1>, Counter> = Family::default();
    for (outcome, count) in [
        ("committed", &counts.committed),
        ("refused", &counts.refused),
        ("restarted", &counts.restarted),
        ("retried", &counts.retried),
    ] {
        units.get_or_create(&[("outcome", outcome)]).inc_by(count.load(Ordering::Relaxed));
    }
    UNITS.register(now, units);
    let (waits, waited) = database.lock_waits();
    counter(now, &LOCK_WAITS, waits);
    let seconds = Counter::<f64, AtomicU64>::default();
    seconds.inc_by(waited.as_secs_f64());
    LOCK_WAIT.register(now, seconds);
    counter(now, &STATEMENTS, database.statements());
    let kind = if database.backend() == DbBackend::Sqlite { "sqlite" } else { "postgres" };
    let build: Family<Labels<2>, Gauge> = Family::default();
    build.get_or_create(&[("version", env!("CARGO_PKG_VERSION")), ("database", kind)]).set(1);
    BUILD.register(now, build);
}

fn of_relay(now: &mut Registry, figures: &Figures) {
    let destination = figures.destination;
    let leader: Family<Labels<1>, Gauge> = Family::default();
    for (task, leads) in [("sequencer", &figures.sequences), (destination, &figures.publishes)] {
        leader.get_or_create(&[("task", task)]).set(leads.load(Ordering::Relaxed).into());
    }
    LEADER.register(now, leader);
    let count = |counts: [(&'static str, &AtomicU64); 2]| {
        let family: Family<Labels<2>, Counter> = Family::default();
        for (outcome, count) in counts {
            let labels = [("destination", destination), ("outcome", outcome)];
            family.get_or_create(&labels).inc_by(count.load(Ordering::Relaxed));
        }
        family
    };
    let Figures { arrived_batches, failed_batches, arrived, refused, .. } = figures;
    BATCHES.register(now, count([("arrived", arrived_batches), ("failed", failed_batches)]));
    EVENTS.register(now, count([("arrived", arrived), ("refused", refused)]));
}

fn of_outbox(now: &mut Registry, docket: &Docket, backlog: &Backlog) {
    gauge(now, &UNSEQUENCED, i64::try_from(backlog.unplaced).unwrap_or(i64::MAX));
    let oldest: Family<[(&'static str, String); 1], Gauge<f64, AtomicU64>> = Family::default();
    let at = docket.clock().now();
    for one in &backlog.destinations {
        let age = one.oldest.map(|oldest| (at - oldest).to_std().unwrap_or_default()).unwrap_or_default();
        oldest.get_or_create(&[("destination", one.destination.clone())]).set(age.as_secs_f64());
    }
    let count = |of: fn(&Behind) -> u64| {
        let family: Family<[(&'static str, String); 1], Gauge> = Family::default();
        for one in &backlog.destinations {
            let count = i64::try_from(of(one)).unwrap_or(i64::MAX);
            family.get_or_create(&[("destination", one.destination.clone())]).set(count);
        }
        family
    };
    UNPUBLISHED.register(now, count(|one| one.events));
    OLDEST.register(now, oldest);
    DEAD.register(now, count(|one| one.dead));
    HELD.register(now, count(|one| one.waiting));
}

fn gauge(now: &mut Registry, described: &Described, value: i64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(value);
    described.register(now, gauge);
}

fn counter(now: &mut Registry, described: &Described, value: u64) {
    let counter: Counter = Counter::default();
    counter.inc_by(value);
    described.register(now, counter);
}
