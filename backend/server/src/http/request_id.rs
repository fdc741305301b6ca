//! The id of a request: the caller's own if it brings one, else a new one. Answers, errors and logs carry it. Each request
//! gets one line in the log when it has been answered; what runs by the clock (probes, scrapes) only at `debug`.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use docket_domain::Docket;
use docket_domain::trace::Traceparent;
use tracing::{Instrument, Span};

use super::account::{Told, milliseconds};
use crate::traces;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The most characters that a caller's id may have.
const LONGEST: usize = 128;

/// The most characters of a path that the log shows.
const LONGEST_PATH: usize = 200;

/// The id, and the place in a trace that the caller brings.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub Arc<str>, pub Option<Traceparent>);

/// Gives the request its id, and the answer the same.
pub(super) async fn attach(State(docket): State<Arc<Docket>>, mut request: Request, next: Next) -> Response {
    let own = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| is_plain(id));
    let id: Arc<str> = own.map_or_else(|| format!("req_{}", docket.clock().id().simple()).into(), Into::into);
    let path: String = request.uri().path().chars().take(LONGEST_PATH).collect();
    let by_the_clock = path.starts_with("/health") || path == "/metrics";
    let span = tracing::info_span!("request", id = %id, method = %request.method(), path);
    // What runs by the clock is of no use to whoever follows requests.
    let traced = if by_the_clock { Span::none() } else { traces::request(&id, &request) };
    let caller = traces::of_caller(request.headers());
    request.extensions_mut().insert(RequestId(id.clone(), caller));
    let begin = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).instrument(traced.clone()).await;
    traced.record("http.response.status_code", response.status().as_u16());
    span.in_scope(|| {
        let (status, took) = (response.status().as_u16(), begin.elapsed());
        match response.extensions_mut().remove::<Told>() {
            Some(told) => Told { took, ..told }.log(Some(status)),
            None if by_the_clock => tracing::debug!(status, milliseconds = milliseconds(took), "answered"),
            None => tracing::info!(status, milliseconds = milliseconds(took), "answered"),
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Nothing that could break out of a log line or a header.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_outside_are_plain_and_short() {
        assert!(is_plain("trace-01:span.2_x"));
        for id in ["", "a b", "a\tb", "ä", "a\"b", &"a".repeat(LONGEST + 1)] {
            assert!(!is_plain(id), "{id}");
        }
    }
}
