//! Whether the process lives, and whether it can serve.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;

/// What probes read; people, too.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The process lives. It says nothing about the database: restarting would not help that.
pub(super) async fn live() -> Response {
    tell(StatusCode::OK, "live", None)
}

/// The database answers and is still this instance's, and the server does not stop.
pub(super) async fn ready(State(app): State<App>) -> Response {
    if app.drain.is_announced() {
        return tell(StatusCode::SERVICE_UNAVAILABLE, "stopping", None);
    }
    match app.docket.fitness().await {
        Ok(()) => tell(StatusCode::OK, "ready", None),
        Err(unfit) => tell(StatusCode::SERVICE_UNAVAILABLE, "unready", Some(unfit.to_string())),
    }
}

fn tell(code: StatusCode, status: &'static str, reason: Option<String>) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (code, headers, axum::Json(Health { status, reason })).into_response()
}
