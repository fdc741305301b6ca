//! Serving until asked to stop, and stopping.

use std::time::Duration;

use docket_domain::outbox::succession::dead_holders;
use docket_domain::{Actor, Docket};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::config::folder;
use super::stop::Signals;
use super::{Failed, database, house};
use crate::config::Settings;
use crate::config::kafka::Access;
#[cfg(feature = "kafka")]
use crate::config::kafka::Security;
use crate::config::value::RelayState;
use crate::graphql::limits::Most;
use crate::http::{AllowedHosts, App, Limits, SocketLimits, router};
#[cfg(feature = "kafka")]
use crate::relay::Kafka;
#[cfg(not(feature = "kafka"))]
use crate::relay::brokers_answer;
use crate::relay::{Destination, JsonLines, WayOut};

/// How long the log of refusals and the database may take to close.
const REST: Duration = Duration::from_secs(3);
/// Who everybody is as long as nobody signs in.
const EVERYBODY: &str = "local";

/// Makes the database ready, listens, and serves until SIGINT or SIGTERM; then drains.
pub(super) async fn serve(settings: &Settings) -> Result<(), Failed> {
    // Before it is opened here: who is dead shows only to who is alone.
    let dead = match settings.database_url.file() {
        Some(file) => dead_holders(&file).await,
        None => Vec::new(),
    };
    let docket = database::prepared(settings).await?;
    let left = docket.end_leases_of(&dead).await.map_err(|fault| database::explain(settings, &fault))?;
    if left > 0 {
        tracing::info!(leases = left, "the server before this one was killed: what it held is taken over at once");
    }
    let listen = settings.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Failed::new(format!("{listen} cannot be listened on ({error}): choose another address with --listen"))
    })?;
    let address = listener.local_addr().unwrap_or(listen);
    if !address.ip().is_loopback() {
        tracing::warn!(
            "LISTENING BEYOND THIS MACHINE WITHOUT SIGN-IN: whoever reaches {address} can read and change everything"
        );
    }
    let mut signals =
        Signals::new().map_err(|error| Failed::new(format!("signals cannot be listened for: {error}")))?;
    let way_out = start_way_out(&docket, settings).await?;
    let (kept, days, in_use) = (docket.clone(), settings.event_days.0, way_out.figures().destination);
    let housekeeping = tokio::spawn(async move { house::keep(kept, days, in_use).await });
    let looking = docket.clone();
    let lookout = tokio::spawn(async move { looking.keep_looking().await });
    let named = settings.allowed_hosts.0.clone();
    let allowed_hosts = if address.ip().is_loopback() || !named.is_empty() {
        AllowedHosts::LoopbackAnd(named)
    } else {
        AllowedHosts::Any
    };
    let app = App::new(docket.clone(), Actor::new(Docket::default_tenant(), EVERYBODY), limits(settings))
        .answering_to(allowed_hosts)
        .welcoming(settings.socket_origins.0.clone())
        .telling_of(way_out.figures());
    let (sockets, drain) = (app.sockets(), app.drain());
    let (enough, accepting) = oneshot::channel::<()>();
    let serving = axum::serve(listener, router(app)).with_graceful_shutdown(async {
        // A sender that is gone has had enough, too.
        let _ = accepting.await;
    });
    let mut serving: JoinHandle<std::io::Result<()>> = tokio::spawn(serving.into_future());
    let database = settings.database_url.to_string();
    tracing::info!(database, "Docket is at http://{address}, its API at /graphql");
    tokio::select! {
        served = &mut serving => return Err(Failed::new(format!("serving ended by itself: {served:?}"))),
        () = signals.next() => {}
    }

    let (unready, seconds) = (settings.drain_ready_seconds.0, settings.drain_seconds.0);
    drain.announce();
    let stopping = async {
        if unready > 0 {
            tracing::info!(seconds = unready, "not ready any more; serving until who sends here has noticed");
            tokio::time::sleep(Duration::from_secs(unready.into())).await;
        }
        drain.begin();
        sockets.close();
        tracing::info!(
            open = drain.open_requests(),
            sockets = sockets.open(),
            seconds,
            "stopping: open requests are finished"
        );
        let drained = async {
            // Until then who asks whether we are ready is still answered.
            drain.ended().await;
            sockets.closed().await;
            let _ = enough.send(());
            (&mut serving).await
        };
        if tokio::time::timeout(Duration::from_secs(seconds.into()), drained).await.is_err() {
            tracing::warn!(open = drain.open_requests(), sockets = sockets.open(), "what is still open is cut off");
            serving.abort();
        }
        lookout.abort();
        way_out.stop().await;
        // Not before: on SQLite, what is cut off while it writes undoes what shares its transaction, and events that are
        // published already would be published again.
        housekeeping.abort();
        // What was cut off may still hold a connection; it ends with the process.
        let rest = async {
            docket.refusals_stored().await;
            docket.database().clone().close().await
        };
        tokio::time::timeout(REST, rest).await.unwrap_or(Ok(()))
    };
    tokio::select! {
        closed = stopping => {
            tracing::info!("stopped");
            closed.map_err(|error| Failed::new(format!("the database did not close: {error}")))
        }
        () = signals.next() => Err(Failed::new("stopped at once by a second signal: requests may have been cut off")),
    }
}

fn limits(settings: &Settings) -> Limits {
    let size = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    let time = |seconds: u32| Duration::from_secs(seconds.into());
    Limits {
        work: time(settings.request_seconds.0),
        body: size(settings.largest_body_bytes.0),
        sockets: SocketLimits {
            most: size(settings.sockets.0),
            operations: size(settings.socket_operations.0),
            message: size(settings.socket_message_bytes.0),
            init: time(settings.socket_init_seconds.0),
            ping: time(settings.socket_ping_seconds.0),
            send: time(settings.socket_send_seconds.0),
        },
        streams: size(settings.streams.0),
        export: time(settings.export_seconds.0),
        query: Most {
            depth: size(settings.query_depth.0),
            complexity: size(settings.query_complexity.0),
            aliases: size(settings.query_aliases.0),
            tokens: size(settings.query_tokens.0),
        },
    }
}

async fn start_way_out(docket: &Docket, settings: &Settings) -> Result<WayOut, Failed> {
    if settings.relay == RelayState::Off {
        tracing::info!("the relay is off: events are numbered, and published by whoever else reads the outbox");
        return Ok(WayOut::start_numbering(docket));
    }
    if let Some(access) = Access::of(settings) {
        return start_kafka(docket, settings, access.map_err(Failed::new)?).await;
    }
    folder(&settings.event_dir).map_err(|why| Failed::new(format!("events: {why} with --event-dir")))?;
    let files = JsonLines::new(settings.event_dir.clone()).of_at_most(settings.event_file_bytes.0.into());
    start(docket, settings, files).await
}

async fn start<D: Destination>(docket: &Docket, settings: &Settings, destination: D) -> Result<WayOut, Failed> {
    tracing::info!(destination = D::NAME, "events go out");
    WayOut::start(docket, destination).await.map_err(|fault| database::explain(settings, &fault))
}

#[cfg(feature = "kafka")]
async fn start_kafka(docket: &Docket, settings: &Settings, access: Access) -> Result<WayOut, Failed> {
    if access.security == Security::SaslPlaintext {
        tracing::warn!("KAFKA_SECURITY is sasl_plaintext: whoever is on the way to the brokers can read everything");
    }
    let kafka = Kafka::new(access).map_err(Failed::new)?;
    let preparing = kafka.prepare();
    // Orders do not wait for a broker, but whoever misspelt one should not have to wait for an order.
    tokio::spawn(async move {
        if let Err(why) = preparing.await {
            tracing::warn!("{why}. Events wait in the outbox until then.");
        }
    });
    start(docket, settings, kafka).await
}

#[cfg(not(feature = "kafka"))]
async fn start_kafka(_: &Docket, _: &Settings, access: Access) -> Result<WayOut, Failed> {
    Err(Failed::misused(brokers_answer(&access).await.err().unwrap_or_default()))
}
