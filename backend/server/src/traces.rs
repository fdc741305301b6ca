//! What whoever collects traces is told: a span for each request, its operation, its units of work, and for each batch of
//! events that is published. Off unless there is a collector.
//!
//! A request goes on in the trace of its caller, if it brings a `traceparent` (W3C Trace Context). Spans carry names,
//! counts and codes, never a variable or a message.

#[cfg(feature = "otlp")]
mod export;
#[cfg(not(feature = "otlp"))]
mod none;

use axum::extract::Request;
use axum::http::HeaderMap;
use docket_domain::trace::{TARGET, Traceparent};
use tracing::field::Empty;
use tracing::{Span, info_span};

#[cfg(feature = "otlp")]
pub use export::Traces;
#[cfg(not(feature = "otlp"))]
pub use none::Traces;

use crate::metrics::Outcome;

/// The span of a request.
pub(crate) fn request(id: &str, request: &Request) -> Span {
    let (method, path) = (request.method(), request.uri().path());
    let span = info_span!(
        target: TARGET,
        "request",
        otel.name = %format_args!("{method} {path}"),
        otel.kind = "server",
        http.request.method = %method,
        url.path = path,
        http.response.status_code = Empty,
        docket.request_id = id,
    );
    #[cfg(feature = "otlp")]
    export::join(&span, request.headers());
    span
}

/// The place in a trace that a caller brings.
pub(crate) fn of_caller(headers: &HeaderMap) -> Option<Traceparent> {
    Traceparent::read(headers.get("traceparent")?.to_str().ok()?)
}

/// Where what happens in a span stands in a trace: in its own place if it is followed, else in the caller's.
pub(crate) fn place(span: &Span, caller: Option<&Traceparent>) -> Option<Traceparent> {
    #[cfg(feature = "otlp")]
    let own = export::place(span);
    #[cfg(not(feature = "otlp"))]
    let own = none::place(span);
    own.or_else(|| caller.cloned())
}

/// The span of a GraphQL operation.
pub(crate) fn operation(kind: &'static str, name: Option<&str>) -> Span {
    info_span!(
        target: TARGET,
        "operation",
        otel.name = %format_args!("{kind} {}", name.unwrap_or("(unnamed)")),
        graphql.operation.type = kind,
        graphql.operation.name = name,
        docket.outcome = Empty,
        docket.refused = Empty,
        db.statements = Empty,
        otel.status_code = Empty,
    )
}

/// Tells how the operation ended.
pub(crate) fn ended(span: &Span, outcome: Outcome, codes: &str) {
    span.record("docket.outcome", outcome.name());
    if !codes.is_empty() {
        span.record("docket.refused", codes);
    }
    if outcome == Outcome::Fault {
        span.record("otel.status_code", "ERROR");
    }
}
