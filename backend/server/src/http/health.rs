//! Whether the process lives, and whether it can serve.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process lives. It says nothing about the database: restarting would not help that.
pub(super) async fn live() -> Response {
    status(StatusCode::OK, "live")
}

/// The database answers, and the server does not stop.
pub(super) async fn ready(State(app): State<App>) -> Response {
    if app.drain.is_begun() {
        return status(StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match tokio::time::timeout(PATIENCE, app.docket.database().ping()).await {
        Ok(Ok(())) => status(StatusCode::OK, "ready"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            status(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
        Err(_) => status(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time"),
    }
}

fn status(code: StatusCode, word: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (code, headers, format!("{{\"status\":\"{word}\"}}\n")).into_response()
}
