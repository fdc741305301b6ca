//! The way out: committed events get their position, and are published in that order.
//!
//! Three tasks beside the server. The [`sequencing`] gives positions. The [`Relay`] takes the events after its
//! destination's cursor, publishes them, and moves the cursor only when all of them have arrived. A crash between the
//! two publishes again, with the same event ids; nothing is left out. Of several instances one does each of the two, under
//! a lease; a third task hears what the others tell. None is on an order's way: a destination that is down makes events
//! wait in the outbox, and nothing else.

mod event;
mod figures;
mod file;
#[cfg(feature = "kafka")]
mod kafka;
mod publishing;
mod sequencing;
mod standing;

pub use event::Event;
pub use figures::Figures;
pub use file::JsonLines;
#[cfg(feature = "kafka")]
pub use kafka::{Kafka, brokers_answer, is_permanent};
pub use publishing::{Passed, Relay};

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use docket_domain::outbox::delivery::Refused;
use docket_domain::{Docket, Fault};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[cfg(not(feature = "kafka"))]
use crate::config::kafka::Access;

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

    /// Publishes events in this order. An answer of `Ok` says that every one of them has arrived, for good, apart from
    /// those which it names: these will never be taken, and those of the same topic and order behind them were not sent.
    fn publish(&mut self, events: &[Event]) -> impl Future<Output = Result<Vec<Refused>, Trouble>> + Send;
}

/// When a task that was told to stop must have ended.
async fn drain_time_after(mut stop: watch::Receiver<bool>) {
    // A sender that is gone has stopped, too.
    let _ = stop.wait_for(|stop| *stop).await;
    tokio::time::sleep(DRAIN).await;
}

/// Whether Kafka brokers answer, in a sentence.
#[cfg(not(feature = "kafka"))]
pub async fn brokers_answer(_: &Access) -> Result<String, String> {
    Err("this docket was built without Kafka: leave out the brokers, or build it with the feature `kafka`".to_owned())
}

/// The tasks of the way out.
pub struct WayOut {
    sequencing: (watch::Sender<bool>, JoinHandle<()>),
    relay: Option<(watch::Sender<bool>, JoinHandle<()>)>,
    hearing: JoinHandle<()>,
    figures: Arc<Figures>,
}

impl WayOut {
    /// Starts giving positions, and publishing to a destination.
    pub async fn start<D: Destination>(docket: &Docket, destination: D) -> Result<Self, Fault> {
        let figures = Arc::new(Figures::of(D::NAME));
        let relay = Relay::new(docket.clone(), destination).await?.counting(figures.clone());
        let (stop, stopping) = watch::channel(false);
        let publishing = (stop, tokio::spawn(relay.run(stopping)));
        Ok(Self { relay: Some(publishing), ..Self::numbering(docket, figures) })
    }

    /// Starts giving positions alone: somebody else publishes what is in the outbox.
    pub fn start_numbering(docket: &Docket) -> Self {
        Self::numbering(docket, Arc::new(Figures::of("none")))
    }

    fn numbering(docket: &Docket, figures: Arc<Figures>) -> Self {
        let (stop, stopping) = watch::channel(false);
        let heard = docket.clone();
        Self {
            sequencing: (stop, tokio::spawn(sequencing::run(docket.clone(), figures.clone(), stopping))),
            relay: None,
            hearing: tokio::spawn(async move { heard.hear().await }),
            figures,
        }
    }

    /// What the tasks have done so far.
    pub fn figures(&self) -> Arc<Figures> {
        self.figures.clone()
    }

    /// Stops: what was committed gets its position and is published, as far as the destination takes it soon. Another
    /// instance goes on at once.
    pub async fn stop(self) {
        for (stop, task) in [Some(self.sequencing), self.relay].into_iter().flatten() {
            stop.send_replace(true);
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the way out ended early");
            }
        }
        self.hearing.abort();
    }
}
