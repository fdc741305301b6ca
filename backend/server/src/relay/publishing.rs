//! Publishing to one destination while the server runs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use docket_domain::faults::crash_point;
use docket_domain::outbox::delivery::{Batch, Delivery, Refused};
use docket_domain::outbox::lease::TERM;
use docket_domain::trace::TARGET;
use docket_domain::{Docket, Fault};
use tokio::sync::watch;
use tracing::Instrument;

use super::standing::Standing;
use super::{Destination, Event, Figures, LOOK_EVERY, REST, Trouble, drain_time_after};

/// How many events are published before the cursor moves.
const BATCH: u64 = 200;

/// What a pass has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// So many events were published; there may be more.
    Published(usize),
    /// There is nothing to publish.
    Nothing,
    /// Another instance publishes.
    Elsewhere,
}

/// Publishes to one destination.
pub struct Relay<D> {
    docket: Docket,
    delivery: Delivery,
    destination: D,
    figures: Arc<Figures>,
}

impl<D: Destination> Relay<D> {
    /// A relay; its destination becomes known, and stands at the beginning if it is new.
    pub async fn new(docket: Docket, destination: D) -> Result<Self, Fault> {
        let delivery = Delivery::new(docket.clone(), D::NAME).await?;
        Ok(Self { docket, delivery, destination, figures: Arc::new(Figures::of(D::NAME)) })
    }

    /// The same, counting there what it does.
    #[must_use]
    pub fn counting(self, figures: Arc<Figures>) -> Self {
        Self { figures, ..self }
    }

    /// Publishes the next events, if there are any, and then moves the cursor.
    pub async fn pass(&mut self) -> Result<Passed, Trouble> {
        let docket = self.docket.clone();
        let passed = docket.attended(self.attempt()).await;
        self.figures.publishes.store(self.delivery.is_held(), Ordering::Relaxed);
        if passed.is_err() {
            self.figures.failed();
        }
        passed
    }

    async fn attempt(&mut self) -> Result<Passed, Trouble> {
        let Some(batch) = self.delivery.next(BATCH).await? else { return Ok(Passed::Elsewhere) };
        if batch.is_empty() {
            return Ok(Passed::Nothing);
        }
        let Some(refused) = self.publish(&batch).await? else { return Ok(Passed::Elsewhere) };
        crash_point("after_report");
        for one in &refused {
            let event = &batch.events[one.at];
            tracing::error!(
                destination = D::NAME,
                topic = event.aggregatetype,
                order = event.aggregateid,
                position = event.position,
                reason = one.reason,
                "an event was refused for good: it waits for `docket outbox retry` or `drop`, and those of its order behind it"
            );
        }
        let Some(taken) = self.delivery.taken(batch, &refused).await? else { return Ok(Passed::Elsewhere) };
        crash_point("after_mark");
        self.figures.taken(taken.arrived, taken.refused);
        Ok(Passed::Published(taken.arrived))
    }

    /// Publishes a batch under the lease, which is renewed meanwhile; none if it was lost.
    async fn publish(&mut self, batch: &Batch) -> Result<Option<Vec<Refused>>, Trouble> {
        let events: Vec<Event> = batch.events.iter().cloned().map(Event::from).collect();
        let span = tracing::info_span!(
            target: TARGET,
            "publish",
            otel.kind = "producer",
            messaging.destination.name = D::NAME,
            messaging.batch.message_count = events.len(),
            docket.position = batch.events.last().and_then(|last| last.position),
            otel.status_code = tracing::field::Empty,
        );
        let Self { delivery, destination, .. } = self;
        crash_point("before_produce");
        let publishing = destination.publish(&events).instrument(span.clone());
        tokio::pin!(publishing);
        loop {
            tokio::select! {
                published = &mut publishing => {
                    if published.is_err() {
                        span.record("otel.status_code", "ERROR");
                    }
                    return published.map(Some);
                }
                () = tokio::time::sleep(TERM / 4) => match delivery.keep().await {
                    Ok(true) => {}
                    Ok(false) => return Ok(None),
                    // Whether it still counts is seen when the cursor moves.
                    Err(fault) => tracing::debug!(%fault, "the lease was not renewed"),
                },
            }
        }
    }

    /// Publishes until there is nothing more.
    pub async fn drain(&mut self) -> Result<(), Trouble> {
        while let Passed::Published(_) = self.pass().await? {}
        Ok(())
    }

    /// Lets another instance publish at once.
    pub async fn give_back(&mut self) -> Result<(), Fault> {
        self.delivery.give_back().await
    }

    /// Publishes until told to stop; then what is left, and gives back the lease.
    pub(super) async fn run(mut self, stop: watch::Receiver<bool>) {
        let mut standing = Standing::new(D::NAME);
        tokio::select! {
            () = self.publish_until(stop.clone(), &mut standing) => {}
            // A pass that waits for a destination is given up; what it had sent is sent again after the next start.
            () = drain_time_after(stop) => standing.left(&Trouble::Destination("it takes too long".to_owned())),
        }
        if let Err(fault) = self.give_back().await {
            tracing::debug!(%fault, "the lease was not given back; it ends by itself");
        }
    }

    async fn publish_until(&mut self, mut stop: watch::Receiver<bool>, standing: &mut Standing) {
        let mut positions = self.docket.signals().positions();
        while !*stop.borrow() {
            let pause = match self.pass().await {
                Ok(Passed::Published(_)) => {
                    standing.well();
                    REST
                }
                Ok(Passed::Nothing | Passed::Elsewhere) => {
                    tokio::select! {
                        _ = positions.changed() => {}
                        () = tokio::time::sleep(LOOK_EVERY) => {}
                        _ = stop.changed() => {}
                    }
                    continue;
                }
                Err(trouble) => standing.trouble(&trouble),
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
        if let Err(trouble) = self.drain().await {
            standing.left(&trouble);
        }
    }
}
