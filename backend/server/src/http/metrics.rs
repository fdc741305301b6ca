//! The address that Prometheus scrapes.

use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::App;
use crate::metrics::{Momentary, scrape};

/// How long the database may take to say what waits in the outbox.
const PATIENCE: Duration = Duration::from_secs(2);
/// Prometheus's own format since it has a standard.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All metrics. A database that does not answer is one of them.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let backlog = match tokio::time::timeout(PATIENCE, app.docket.backlog()).await {
        Ok(Ok(backlog)) => Some(backlog),
        Ok(Err(fault)) => {
            tracing::warn!(%fault, "the database does not say what waits in the outbox");
            None
        }
        Err(_) => None,
    };
    let momentary =
        Momentary { requests: app.drain.open_requests(), sockets: app.sockets.open(), streams: app.streams.taken() };
    match scrape(&app.metrics, &app.docket, momentary, app.way_out.as_deref(), backlog.as_ref()) {
        Ok(text) => ([(header::CONTENT_TYPE, FORMAT), (header::CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            super::masked()
        }
    }
}
