//! The door: what comes in over HTTP, how much of it, and what goes out with every answer.

mod answer;
mod body;
mod export;
mod graphiql;
mod graphql;
mod health;
mod idempotency;
mod request_id;
mod socket;
mod web;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_domain::{Actor, Docket};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::graphql::schema::{Api, api};

pub use socket::Sockets;

/// How large a request's body may be, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;
/// How long a request may take in all, its body included. GraphQL's own limit is shorter and answers better.
const LONGEST: Duration = Duration::from_secs(40);

/// What the web app may load and do: its own files, its own server, nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// What is served: clones share everything.
#[derive(Clone)]
pub struct App {
    docket: Docket,
    actor: Actor,
    api: Api,
    sockets: Sockets,
    exports: Arc<Semaphore>,
}

impl App {
    /// An open Docket, served to the actor that everybody is as long as nobody signs in.
    pub fn new(docket: Docket, actor: Actor) -> Self {
        let exports = Arc::new(Semaphore::new(export::MOST_EXPORTS));
        Self { docket, actor, api: api(), sockets: Sockets::default(), exports }
    }

    /// The sockets that are open.
    pub fn sockets(&self) -> Sockets {
        self.sockets.clone()
    }
}

/// All routes.
pub fn router(app: App) -> Router {
    let headers = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let mut router = Router::new()
        .route("/graphql", get(socket::get).post(graphql::post).fallback(graphql::other_method))
        .route("/graphiql", get(graphiql::page))
        .route("/graphiql/{file}", get(graphiql::file))
        .route("/export/orders.csv", get(export::orders))
        .route("/health", get(health::live))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .fallback_service(get(web::serve))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| masked()));
    for (name, value) in headers {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    router.layer(from_fn_with_state(Arc::new(app.docket.clone()), request_id::attach)).with_state(app)
}

/// What a panic looks like from outside; the request's id stands in its header.
fn masked() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n").into_response()
}
