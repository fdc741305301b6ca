//! The way out: committed events get their position, and are published in that order.
//!
//! Two tasks beside the server. The [`sequencing`] gives positions. The [`Relay`] takes the events after its
//! destination's cursor, publishes them, and moves the cursor only when all of them have arrived. A crash between the
//! two publishes again, with the same event ids; nothing is left out. Neither task is on an order's way: a destination
//! that is down makes events wait in the outbox, and nothing else.

mod event;
mod file;
#[cfg(feature = "kafka")]
mod kafka;
mod sequencing;
mod standing;

pub use event::Event;
pub use file::JsonLines;
#[cfg(feature = "kafka")]
pub use kafka::{Kafka, brokers_answer};

use std::future::Future;
use std::time::Duration;

use docket_domain::trace::TARGET;
use docket_domain::{Docket, Fault};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::Instrument;

use standing::Standing;

/// How many events are published before the cursor moves.
const BATCH: u64 = 200;
/// How often a task looks by itself, for what other instances have done.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The pause after a pass that found something: a busy server pays for one pass, not one for each order.
const REST: Duration = Duration::from_millis(10);
/// The pause after a first failure; each further one doubles it.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How long what is left may take when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

/// Why nothing could be published.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The destination does not take it.
    #[error("{0}")]
    Destination(String),
    /// The database does not give or mark it.
    #[error(transparent)]
    Database(#[from] Fault),
}

/// Where events go.
pub trait Destination: Send + 'static {
    /// The name that its cursor is kept under.
    const NAME: &'static str;

    /// Publishes events in this order. An answer of `Ok` says that every one of them has arrived, for good.
    fn publish(&mut self, events: &[Event]) -> impl Future<Output = Result<(), Trouble>> + Send;
}

/// What a pass has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// This many events were published; there may be more.
    Published(usize),
    /// There is nothing to publish.
    Nothing,
    /// Another instance publishes.
    Elsewhere,
}

/// Publishes to one destination.
pub struct Relay<D> {
    docket: Docket,
    destination: D,
}

impl<D: Destination> Relay<D> {
    /// A relay; its destination becomes known, and stands at the beginning if it is new.
    pub async fn new(docket: Docket, destination: D) -> Result<Self, Fault> {
        docket.add_destination(D::NAME).await?;
        Ok(Self { docket, destination })
    }

    /// Publishes the next events, if there are any, and then moves the cursor.
    pub async fn pass(&mut self) -> Result<Passed, Trouble> {
        let Some(claim) = self.docket.claim(D::NAME).await? else { return Ok(Passed::Elsewhere) };
        let rows = claim.next(&self.docket, BATCH).await?;
        let Some(last) = rows.last().and_then(|row| row.position) else {
            claim.release().await?;
            return Ok(Passed::Nothing);
        };
        let events: Vec<Event> = rows.into_iter().map(Event::from).collect();
        if let Err(trouble) = self.publish(&events, last).await {
            claim.release().await?;
            return Err(trouble);
        }
        claim.advance(&self.docket, last).await?;
        Ok(Passed::Published(events.len()))
    }

    async fn publish(&mut self, events: &[Event], last: i64) -> Result<(), Trouble> {
        let span = tracing::info_span!(
            target: TARGET,
            "publish",
            otel.kind = "producer",
            messaging.destination.name = D::NAME,
            messaging.batch.message_count = events.len(),
            docket.position = last,
            otel.status_code = tracing::field::Empty,
        );
        let published = self.destination.publish(events).instrument(span.clone()).await;
        if published.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        published
    }

    /// Publishes until there is nothing more.
    pub async fn drain(&mut self) -> Result<(), Trouble> {
        while let Passed::Published(_) = self.pass().await? {}
        Ok(())
    }

    async fn run(mut self, stop: watch::Receiver<bool>) {
        let mut standing = Standing::new(D::NAME);
        tokio::select! {
            () = self.publish_until(stop.clone(), &mut standing) => {}
            // A pass that waits for a destination is given up; what it had sent is sent again after the next start.
            () = drain_time_after(stop) => standing.left(&Trouble::Destination("it takes too long".to_owned())),
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

/// When a task that was told to stop must have ended.
async fn drain_time_after(mut stop: watch::Receiver<bool>) {
    // A sender that is gone has stopped, too.
    let _ = stop.wait_for(|stop| *stop).await;
    tokio::time::sleep(DRAIN).await;
}

/// Whether Kafka brokers answer, in a sentence.
#[cfg(not(feature = "kafka"))]
#[expect(clippy::unused_async, reason = "the counterpart of the one that asks")]
pub async fn brokers_answer(_: &str) -> Result<String, String> {
    Err("this docket was built without Kafka: leave out the brokers, or build it with the feature `kafka`".to_owned())
}

/// The tasks of the way out.
pub struct WayOut {
    sequencing: (watch::Sender<bool>, JoinHandle<()>),
    relay: (watch::Sender<bool>, JoinHandle<()>),
}

impl WayOut {
    /// Starts giving positions, and publishing to a destination.
    pub async fn start<D: Destination>(docket: &Docket, destination: D) -> Result<Self, Fault> {
        let relay = Relay::new(docket.clone(), destination).await?;
        let ((stop_sequencing, sequencing), (stop_relay, relaying)) = (watch::channel(false), watch::channel(false));
        Ok(Self {
            sequencing: (stop_sequencing, tokio::spawn(sequencing::run(docket.clone(), sequencing))),
            relay: (stop_relay, tokio::spawn(relay.run(relaying))),
        })
    }

    /// Stops: what was committed gets its position and is published, as far as the destination takes it soon.
    pub async fn stop(self) {
        for (stop, task) in [self.sequencing, self.relay] {
            stop.send_replace(true);
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the way out ended early");
            }
        }
    }
}
