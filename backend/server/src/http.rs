//! The door: what comes in over HTTP, how much of it, and what goes out with every answer.

mod accept;
mod account;
mod answer;
mod body;
mod comeback;
mod drain;
mod export;
mod graphiql;
mod graphql;
mod health;
mod host;
mod idempotency;
mod metrics;
mod operation;
mod origin;
mod places;
mod request_id;
mod socket;
mod stream;
mod web;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_domain::{Actor, Docket};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::graphql::limits::Most;
use crate::graphql::schema::{Api, api};
use crate::metrics::Metrics;
use crate::relay::Figures;

use places::Places;

pub use drain::Drain;
pub use host::AllowedHosts;
pub use socket::{SocketLimits, Sockets};

/// How much longer than its work a request may take in all, its body included: the limit of the work answers better.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How much longer than its work a request's statements may run: it is the limit of the work that answers.
const STATEMENT_TIME: Duration = Duration::from_millis(100);

/// What the web app may load and do: its own files, its own server, nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// How much one client may ask of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a GraphQL request may be worked on.
    pub work: Duration,
    /// How large a request's body may be, in bytes.
    pub body: usize,
    /// What goes for sockets.
    pub sockets: SocketLimits,
    /// How many event streams may be open.
    pub streams: usize,
    /// How long an export may take, its reader included.
    pub export: Duration,
    /// How much a document may ask for.
    pub query: Most,
}

impl Default for Limits {
    fn default() -> Self {
        let sockets = SocketLimits::default();
        let (work, export) = (Duration::from_secs(30), Duration::from_mins(5));
        Self { work, body: 1024 * 1024, sockets, streams: 500, export, query: Most::default() }
    }
}

/// What is served: clones share everything.
#[derive(Clone)]
pub struct App {
    docket: Docket,
    actor: Actor,
    api: Api,
    limits: Limits,
    sockets: Sockets,
    streams: Places,
    drain: Drain,
    metrics: Arc<Metrics>,
    way_out: Option<Arc<Figures>>,
    allowed_hosts: AllowedHosts,
    welcome_origins: Arc<[String]>,
    exports: Places,
}

impl App {
    /// An open Docket, served to the actor that everybody is as long as nobody signs in.
    pub fn new(docket: Docket, actor: Actor, limits: Limits) -> Self {
        Self {
            docket: docket.allowing(limits.work + STATEMENT_TIME),
            actor,
            api: api(limits.query),
            limits,
            sockets: Sockets::new(limits.sockets.most),
            streams: Places::new(limits.streams),
            drain: Drain::default(),
            metrics: Arc::default(),
            way_out: None,
            allowed_hosts: AllowedHosts::default(),
            welcome_origins: Arc::default(),
            exports: Places::new(export::MOST_EXPORTS),
        }
    }

    /// The same, taking requests under these names; under those of loopback when nothing is said.
    #[must_use]
    pub fn answering_to(self, allowed_hosts: AllowedHosts) -> Self {
        Self { allowed_hosts, ..self }
    }

    /// The same, with figures of how events go out among its metrics.
    #[must_use]
    pub fn telling_of(self, way_out: Arc<Figures>) -> Self {
        Self { way_out: Some(way_out), ..self }
    }

    /// The same, opening sockets to pages of these origins, too.
    #[must_use]
    pub fn welcoming(self, origins: Vec<String>) -> Self {
        Self { welcome_origins: origins.into(), ..self }
    }

    /// The sockets that are open.
    pub fn sockets(&self) -> Sockets {
        self.sockets.clone()
    }

    /// What is open, and whether the server stops.
    pub fn drain(&self) -> Drain {
        self.drain.clone()
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
        .route_layer(from_fn_with_state(app.clone(), host::check))
        .route("/health", get(health::live))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .fallback_service(get(web::serve))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, app.limits.work + BODY_TIME))
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
