//! Serving until asked to stop.

use std::net::SocketAddr;

use docket_domain::{Actor, Docket};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failed, database};
use crate::http::{App, router};

/// Who everybody is as long as nobody signs in.
const EVERYBODY: &str = "local";

/// Makes the database ready, listens, and serves until SIGINT or SIGTERM; requests that have begun are finished.
pub(super) async fn serve(url: &str, listen: SocketAddr) -> Result<(), Failed> {
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
    let stop =
        stop_signal().map_err(|error| Failed::new(format!("signals cannot be listened for: {error}")))?;
    tracing::info!(database = database::redacted(url), "Docket is at http://{address}, its API at /graphql");
    let actor = Actor::new(Docket::default_tenant(), EVERYBODY);
    let served =
        axum::serve(listener, router(App::new(docket.clone(), actor))).with_graceful_shutdown(stop).await;
    docket.refusals_stored().await;
    let closed = docket.database().clone().close().await;
    tracing::info!("stopped");
    served.map_err(|error| Failed::new(format!("serving failed: {error}")))?;
    closed.map_err(|error| Failed::new(format!("the database did not close: {error}")))
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
