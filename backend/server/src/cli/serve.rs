//! Serving until asked to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use docket_domain::{Actor, Docket};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failed, database};
use crate::http::{AllowedHosts, App, router};
use crate::relay::{Destination, JsonLines, WayOut};

/// How often the house is kept.
const HOUR: Duration = Duration::from_hours(1);
/// Who everybody is as long as nobody signs in.
const EVERYBODY: &str = "local";

/// Makes the database ready, listens, and serves until SIGINT or SIGTERM; requests that have begun are finished,
/// and their events are published.
pub(super) async fn serve(
    url: &str,
    listen: SocketAddr,
    event_dir: PathBuf,
    kafka_brokers: Option<String>,
) -> Result<(), Failed> {
    let docket = database::open(url).await?;
    docket.prepare().await.map_err(|fault| database::explain(url, &fault))?;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Failed::new(format!("{listen} cannot be listened on ({error}): choose another address with --listen"))
    })?;
    let address = listener.local_addr().unwrap_or(listen);
    if !address.ip().is_loopback() {
        tracing::warn!(
            "LISTENING BEYOND THIS MACHINE WITHOUT SIGN-IN: whoever reaches {address} can read and change everything"
        );
    }
    let stop = stop_signal().map_err(|error| Failed::new(format!("signals cannot be listened for: {error}")))?;
    tracing::info!(database = database::redacted(url), "Docket is at http://{address}, its API at /graphql");
    let way_out = match kafka_brokers {
        None => start(&docket, url, JsonLines::new(event_dir)).await?,
        Some(brokers) => start_kafka(&docket, url, brokers).await?,
    };
    let housekeeping = tokio::spawn(keep_house(docket.clone()));
    let actor = Actor::new(Docket::default_tenant(), EVERYBODY);
    let mut app = App::new(docket.clone(), actor);
    if !address.ip().is_loopback() {
        app = app.answering_to(AllowedHosts::Any);
    }
    let sockets = app.sockets();
    let stop = async move {
        stop.await;
        sockets.close();
    };
    let served = axum::serve(listener, router(app)).with_graceful_shutdown(stop).await;
    housekeeping.abort();
    way_out.stop().await;
    docket.refusals_stored().await;
    let closed = docket.database().clone().close().await;
    tracing::info!("stopped");
    served.map_err(|error| Failed::new(format!("serving failed: {error}")))?;
    closed.map_err(|error| Failed::new(format!("the database did not close: {error}")))
}

/// Forgets what need not be kept: outcomes of keyed requests after their day.
async fn keep_house(docket: Docket) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        match docket.prune().await {
            Ok(0) => {}
            Ok(outcomes) => tracing::info!(outcomes, "keyed requests older than a day forgotten"),
            Err(fault) => tracing::warn!(%fault, "keyed requests could not be forgotten; tried again in an hour"),
        }
    }
}

async fn start<D: Destination>(docket: &Docket, url: &str, destination: D) -> Result<WayOut, Failed> {
    tracing::info!(destination = D::NAME, "events go out");
    WayOut::start(docket, destination).await.map_err(|fault| database::explain(url, &fault))
}

#[cfg(feature = "kafka")]
async fn start_kafka(docket: &Docket, url: &str, brokers: String) -> Result<WayOut, Failed> {
    start(docket, url, crate::relay::Kafka::new(brokers)).await
}

#[cfg(not(feature = "kafka"))]
#[expect(clippy::unused_async, reason = "the counterpart of the one that publishes")]
async fn start_kafka(_: &Docket, _: &str, _: String) -> Result<WayOut, Failed> {
    let why = "this docket was built without Kafka: leave out the brokers, or build it with the feature `kafka`";
    Err(Failed::misused(why))
}

fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: requests that have begun are finished");
    })
}
