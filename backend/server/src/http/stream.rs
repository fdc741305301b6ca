//! Subscriptions over server-sent events: GraphQL over SSE, each operation in an answer of its own ("distinct connections
//! mode").
//!
//! A stream is bounded in all that it may hold: how many there are, how long a client may take to receive an event. A page
//! of another site gets none. `complete` says that there will be nothing more; a stream that ends without it was cut,
//! such as by a server that stops, and the client comes back with the cursor of the last event it saw.

use std::convert::Infallible;
use std::time::Duration;

use async_graphql::{Name, Request, Response as Answer, Value};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::Instrument;

mod event;

use super::App;
use super::account::Account;
use super::answer::Problem;
use super::comeback::pause;
use super::operation::meant;
use super::origin;
use super::places::Place;
use super::request_id::RequestId;
use crate::graphql::error::{ErrorCode, finish};
use crate::graphql::schema::view;
use event::{BREATH, COMPLETE, cursor, next, retry};

/// The media type of event streams.
pub(super) const EVENTS: &str = "text/event-stream";
/// The variable that says where to go on.
const AFTER: &str = "after";
/// For how long nothing may be said.
const SILENCE: Duration = Duration::from_secs(15);
/// How long a client may leave an event waiting.
const LONGEST_SEND: Duration = Duration::from_secs(20);

/// An answer that goes on for as long as the subscription.
pub(super) fn open(app: &App, request: Request, headers: &HeaderMap, id: &RequestId) -> Result<Response, Problem> {
    if !origin::is_welcome(headers, &app.welcome_origins) {
        return Err(Problem::new(ErrorCode::ForbiddenOrigin, "A page of another site may not open a stream here."));
    }
    let Some(place) = app.streams.take() else {
        return Err(Problem::new(ErrorCode::TooManyRequests, "Too many streams are open: try again later."));
    };
    let (account, request) = Account::open(resumed(request, headers));
    let told = account.close(&app.metrics, Ok(&Answer::default()));
    let (events, arrived) = mpsc::channel(1);
    tokio::spawn(tell(app.clone(), request, id.clone(), events, place).in_current_span());
    let body = stream::unfold(arrived, |mut arrived| async {
        arrived.recv().await.map(|event: Bytes| (Ok::<_, Infallible>(event), arrived))
    });
    let mut response = (headers_of_events(), Body::from_stream(body)).into_response();
    response.extensions_mut().insert(told);
    Ok(response)
}

/// The request of a browser's `EventSource` that was cut: it comes back by itself and brings the id of the last event it
/// saw. That is the event's cursor, and becomes the variable `after` of an operation that has one.
fn resumed(mut request: Request, headers: &HeaderMap) -> Request {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    if let Some(last) = last
        && meant(&mut request).any(|(_, it)| it.variable_definitions.iter().any(|it| it.node.name.node == AFTER))
    {
        request.variables.insert(Name::new(AFTER), Value::from(last));
    }
    request
}

/// An answer of one result, as a stream that is at its end.
pub(super) fn single(result: &impl Serialize) -> Result<Response, serde_json::Error> {
    Ok((headers_of_events(), next(result, None)? + COMPLETE).into_response())
}

fn headers_of_events() -> HeaderMap {
    HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static(EVENTS)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx would wait until there is enough to be worth sending.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ])
}

/// Tells of what happens until one side has enough.
async fn tell(app: App, request: Request, id: RequestId, events: mpsc::Sender<Bytes>, _place: Place) {
    let _following = app.metrics.subscription();
    let mut stop = app.drain.watch();
    let mut answers = app.api.execute_stream(request.data(view(&app.docket, &app.actor)));
    // The first sign of life sends the headers on their way.
    let mut said = Some(retry(pause(&app.docket)) + BREATH);
    while let Some(event) = said {
        if events.send_timeout(Bytes::from(event), LONGEST_SEND).await.is_err() {
            return;
        }
        said = tokio::select! {
            answer = answers.next() => match answer {
                Some(answer) => written(answer, &id),
                None => break,
            },
            () = sleep(SILENCE) => Some(BREATH.to_owned()),
            _ = stop.wait_for(|stop| *stop) => return,
            () = events.closed() => return,
        };
    }
    // A client that is gone has no use for a farewell.
    let _ = events.send_timeout(Bytes::from_static(COMPLETE.as_bytes()), LONGEST_SEND).await;
}

fn written(mut answer: Answer, id: &RequestId) -> Option<String> {
    for error in &mut answer.errors {
        finish(error, &id.0);
    }
    next(&answer, cursor(&answer.data)).inspect_err(|error| tracing::error!(%error, "an event cannot be written")).ok()
}
