//! GraphQL over WebSockets (graphql-transport-ws): subscriptions, and whatever else is asked there.
//!
//! A socket is bounded in all that it may hold: how many there are, how many operations run on each, how large a message
//! is, how long it may wait with its first one or with taking an answer. A page of another site gets none.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_graphql::futures_util::stream::BoxStream;
use async_graphql::http::{ClientMessage, WebSocketProtocols, WsMessage};
use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request, Response as Answer};
use axum::Extension;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use futures_util::{SinkExt, StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;
use tracing::Instrument;

use super::account::Account;
use super::answer::{Problem, Wish};
use super::body::{Address, admit};
use super::request_id::RequestId;
use super::{App, graphql, host, idempotency};
use crate::graphql::error::{ErrorCode, finish, masked};
use crate::graphql::schema::view;

/// The protocol, as the header names it.
const PROTOCOL: &str = "graphql-transport-ws";
/// How many operations may run on a socket.
const OPERATIONS: usize = 20;
/// How large a message may be, in bytes: the longest document and its variables.
const LARGEST_MESSAGE: usize = 256 * 1024;
/// How long a socket may stay silent before its first message.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// How long a client may take to receive an answer.
const LONGEST_SEND: Duration = Duration::from_secs(20);

/// The sockets of a server: how many more there may be, and when they must go.
#[derive(Clone)]
pub struct Sockets {
    most: usize,
    free: Arc<Semaphore>,
    stop: watch::Sender<bool>,
}

impl Sockets {
    /// None yet, and room for so many.
    pub fn new(most: usize) -> Self {
        Self { most, free: Arc::new(Semaphore::new(most)), stop: watch::Sender::new(false) }
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.most.saturating_sub(self.free.available_permits())
    }

    /// Waits until every socket is closed. From then on there is room for none.
    pub async fn closed(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        // Nobody closes the semaphore.
        let _ = self.free.clone().acquire_many_owned(all).await.map(OwnedSemaphorePermit::forget);
    }

    /// Tells every client that the server goes away.
    pub fn close(&self) {
        self.stop.send_replace(true);
    }
}

/// A query in the address, or the wish for a socket.
pub(super) async fn get(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    address: Result<Query<Address>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return graphql::get(State(app), Extension(id), headers, address).await };
    let upgrade = upgrade.protocols([PROTOCOL]);
    let refused = |code, message: &str| Wish::of(&headers).problem(Problem::new(code, message), &id.0);
    if !is_own_page(&headers) {
        return refused(ErrorCode::ForbiddenOrigin, "A page of another site may not open a socket here.");
    }
    if upgrade.selected_protocol().is_none() {
        return refused(ErrorCode::BadRequest, "The socket's protocol must be `graphql-transport-ws`.");
    }
    let Ok(place) = app.sockets.free.clone().try_acquire_owned() else {
        return refused(ErrorCode::TooManyRequests, "Too many sockets are open: try again later.");
    };
    let stop = app.sockets.stop.subscribe();
    let desk = Desk { app, id, free: Arc::new(Semaphore::new(OPERATIONS)) };
    upgrade
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| talk(socket, desk, stop, place).in_current_span())
}

/// Browsers say which page opens a socket or a stream, and ask nobody whether it may. Programs do not say.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if !headers.contains_key(header::ORIGIN) {
        return true;
    }
    let Some((_, authority)) = text(header::ORIGIN).and_then(|origin| origin.split_once("://")) else { return false };
    host::is_loopback(host::name(authority))
        || text(header::HOST).is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

/// Carries messages until one side has enough.
async fn talk(socket: WebSocket, desk: Desk, mut stop: watch::Receiver<bool>, _place: OwnedSemaphorePermit) {
    let (mut sink, incoming) = socket.split();
    let too_large = OnceLock::new();
    let readable = |message: &Result<Message, axum::Error>| {
        if message.as_ref().is_err_and(is_too_large) {
            too_large.get_or_init(|| (1009, format!("A message is at most {LARGEST_MESSAGE} bytes")));
        }
        std::future::ready(message.is_ok())
    };
    let words = incoming.take_while(readable).filter_map(async |message| match message {
        Ok(Message::Text(text)) => Some(ClientMessage::from_bytes(text.as_bytes())),
        Ok(Message::Binary(bytes)) => Some(ClientMessage::from_bytes(&bytes)),
        _ => None,
    });
    let mut words = words.boxed();
    let close = match timeout(FIRST_WORD, words.next()).await {
        Err(_) => Some((4408, "Connection initialisation timeout".to_owned())),
        Ok(None) => too_large.get().cloned(),
        Ok(Some(first)) => {
            let words = stream::iter([first]).chain(words);
            let protocol = WebSocketProtocols::GraphQLWS;
            let mut answers = async_graphql::http::WebSocket::from_message_stream(desk, words, protocol);
            loop {
                let answer = tokio::select! {
                    answer = answers.next() => answer,
                    _ = stop.wait_for(|stop| *stop) => break Some((1001, "The server goes away".to_owned())),
                };
                match answer {
                    None => break too_large.get().cloned(),
                    Some(WsMessage::Close(code, why)) => break Some((code, why)),
                    Some(WsMessage::Text(text)) => {
                        let sent = timeout(LONGEST_SEND, sink.send(Message::Text(text.into()))).await;
                        if !matches!(sent, Ok(Ok(()))) {
                            break None;
                        }
                    }
                }
            }
        }
    };
    let frame = close.map(|(code, why)| CloseFrame { code, reason: short(why).into() });
    // A client that is gone has no use for a farewell.
    let _ = timeout(LONGEST_SEND, sink.send(Message::Close(frame))).await;
}

/// Whether reading ended because a message is larger than it may be.
fn is_too_large(error: &axum::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<tungstenite::Error>());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}

/// A close frame has room for 123 bytes.
fn short(mut why: String) -> String {
    while why.len() > 123 {
        why.pop();
    }
    why
}

/// Where a socket's operations are carried out.
#[derive(Clone)]
struct Desk {
    app: App,
    id: RequestId,
    free: Arc<Semaphore>,
}

impl Desk {
    /// The answers to one operation; as many places are taken as operations run.
    fn answers(&self, request: Request, session: Option<Arc<Data>>) -> Result<BoxStream<'static, Answer>, Problem> {
        let mut request = idempotency::of_extensions(admit(request, self.app.limits.query)?)?;
        let place = self.free.clone().try_acquire_owned().map_err(|_| {
            let why = format!("More than {OPERATIONS} operations run on this socket: end some first.");
            Problem::new(ErrorCode::TooManyRequests, why)
        })?;
        let Self { app, id, .. } = self.clone();
        if !is_subscription(&mut request) {
            let answer = async move {
                let _place = place;
                let (answer, told) = graphql::carry_out(&app, request).await;
                told.log(None);
                answer.unwrap_or_else(|code| refusal(Problem::new(code, masked(code, &id.0)), &id))
            };
            return Ok(stream::once(answer).boxed());
        }
        let (account, request) = Account::open(request);
        account.close(&app.metrics, Ok(&Answer::default())).log(None);
        let following = app.metrics.subscription();
        let request = request.data(view(&app.docket, &app.actor));
        let answers = app.api.execute_stream_with_session_data(request, session.unwrap_or_default());
        Ok(answers.map(move |answer| (answer, &place, &following).0).boxed())
    }
}

impl Executor for Desk {
    async fn execute(&self, request: Request) -> Answer {
        self.execute_stream(request, None).next().await.unwrap_or_default()
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let id = self.id.clone();
        let answers = self.answers(request, session);
        let answers = answers.unwrap_or_else(|problem| {
            let refused = refusal(problem, &id);
            stream::once(async move { refused }).boxed()
        });
        let finished = answers.map(move |mut answer| {
            for error in &mut answer.errors {
                finish(error, &id.0);
            }
            answer
        });
        finished.boxed()
    }
}

fn refusal(problem: Problem, id: &RequestId) -> Answer {
    Answer::from_errors(vec![problem.error(&id.0)])
}

/// Whether the operation that is meant is a subscription.
fn is_subscription(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    request.parsed_query().is_ok_and(|document| {
        let meant = |own: Option<&str>| name.as_deref().is_none_or(|name| own == Some(name));
        let mut operations = document.operations.iter();
        operations
            .any(|(own, it)| meant(own.map(async_graphql::Name::as_str)) && it.node.ty == OperationType::Subscription)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_sites_are_not_ours() {
        let own = |origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "docket.example:8000".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            is_own_page(&headers)
        };
        for origin in [None, Some("http://docket.example:8000"), Some("http://localhost:8080"), Some("http://[::1]:80")]
        {
            assert!(own(origin), "{origin:?}");
        }
        for origin in ["null", "http://evil.example", "http://docket.example", "http://localhost.evil.example", ""] {
            assert!(!own(Some(origin)), "{origin}");
        }
    }

    #[test]
    fn a_farewell_fits_its_frame() {
        assert_eq!(short("é".repeat(100)).len(), 122);
        assert_eq!(short("bye".to_owned()), "bye");
    }
}
