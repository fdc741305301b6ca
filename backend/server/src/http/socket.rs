//! GraphQL over WebSockets (graphql-transport-ws): subscriptions, and whatever else is asked there.
//!
//! A socket is bounded in all that it may hold: how many there are, how many operations run on each, how large a message
//! is, how long it may wait with its first one, with a sign of life or with taking an answer. A page of another site
//! gets none.
//!
//! | module | what it holds |
//! |---|---|
//! | [`close`] | why a socket is closed, with the codes |
//! | [`conversation`] | the protocol: who has begun, which operations run |
//! | [`desk`] | the operations themselves |
//! | [`line`] | frames, time, and the farewell |
//! | [`message`] | the messages, as they are written |

mod close;
mod conversation;
mod desk;
mod line;
mod message;

use std::time::Duration;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tokio::sync::watch;
use tracing::Instrument;

use super::answer::{Problem, Wish};
use super::body::Address;
use super::comeback::pause;
use super::places::Places;
use super::request_id::RequestId;
use super::{App, graphql, origin};
use crate::graphql::error::ErrorCode;
use close::Close;
use conversation::Conversation;
use desk::Desk;

/// The protocol, as the header names it.
const PROTOCOL: &str = "graphql-transport-ws";
/// How much is read ahead of a message, in bytes: every socket holds this much, whatever it does.
const READ_AHEAD: usize = 8 * 1024;

/// How much one socket may ask of the server, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct SocketLimits {
    /// How many may be open.
    pub most: usize,
    /// How many operations may run on each.
    pub operations: usize,
    /// How large a message may be, in bytes; a frame is at most a message.
    pub message: usize,
    /// How long one may go without its first message.
    pub init: Duration,
    /// How often one is pinged, and how long it may take to give a sign of life.
    pub ping: Duration,
    /// How long a client may take to receive a message.
    pub send: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            most: 500,
            operations: 20,
            message: 256 * 1024,
            init: Duration::from_secs(10),
            ping: Duration::from_secs(15),
            send: Duration::from_secs(20),
        }
    }
}

/// The sockets of a server: how many more there may be, and when they must go.
#[derive(Clone)]
pub struct Sockets {
    places: Places,
    stop: watch::Sender<bool>,
}

impl Sockets {
    /// None yet, and room for so many.
    pub fn new(most: usize) -> Self {
        Self { places: Places::new(most), stop: watch::Sender::new(false) }
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.places.taken()
    }

    /// Waits until every socket is closed. From then on there is room for none.
    pub async fn closed(&self) {
        self.places.emptied().await;
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
    address: Result<Query<Address>, QueryRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return graphql::get(State(app), Extension(id), headers, address).await };
    let Some(place) = app.sockets.places.take() else {
        let why = "Too many sockets are open: try again later.";
        return Wish::of(&headers).problem(Problem::new(ErrorCode::TooManyRequests, why), &id.0);
    };
    let limits = app.limits.sockets;
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_AHEAD.min(limits.message))
        .max_message_size(limits.message)
        .max_frame_size(limits.message);
    // A client is told in the protocol's own words, which its program gets to see. A refused handshake it would not.
    let unwelcome = if origin::is_welcome(&headers, &app.welcome_origins) {
        upgrade.selected_protocol().is_none().then_some(Close::OtherProtocol)
    } else {
        Some(Close::Forbidden)
    };
    let pause = pause(&app.docket);
    upgrade.on_upgrade(move |socket| {
        let held = async move {
            let _place = place;
            if unwelcome.is_some() {
                return line::part(socket, unwelcome, pause).await;
            }
            let stop = app.sockets.stop.subscribe();
            let conversation = Conversation::new(Desk::new(app, id), limits.operations);
            line::talk(socket, conversation, limits, stop, pause).await;
        };
        held.in_current_span()
    })
}
