//! One life of the socket: from opening it to its end, whatever the reason.

use futures_util::future::{Either, select};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use leptos::prelude::window;

use super::Live;
use crate::api::live::{Cursors, PATH, PROTOCOL, Said, hello, read, sign_of_life, subscribe};
use crate::pause::pause;

/// How often to look whether there is a network at all; a socket may take minutes to notice that there is none.
const LOOK_MS: u32 = 2000;
/// How many looks silence lasts before a sign of life is asked for, and again before the socket counts as dead.
const SILENCE: u32 = 10;

/// Follows what happens until the socket ends. Moves the cursors along; tells whether the socket was ever of use.
pub(super) async fn follow(live: Live, cursors: &mut Cursors) -> bool {
    let Some(mut socket) = address().and_then(|address| WebSocket::open_with_protocol(&address, PROTOCOL).ok()) else {
        return false;
    };
    let (mut up, mut silent) = (false, 0);
    if socket.send(Message::Text(hello())).await.is_err() {
        return false;
    }
    loop {
        let said = match select(socket.next(), pause(LOOK_MS).boxed_local()).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => read(&text),
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => Said::Nothing,
            Either::Left((Some(Err(_)) | None, _)) => return up,
            Either::Right(_) => {
                silent += 1;
                if silent > 2 * SILENCE || !window().navigator().on_line() {
                    return up;
                }
                if silent == SILENCE && socket.send(Message::Text(sign_of_life("ping"))).await.is_err() {
                    return up;
                }
                continue;
            }
        };
        silent = 0;
        let answers = match said {
            Said::Welcome => {
                live.opened(cursors.changes.is_some());
                up = true;
                subscribe(cursors.clone()).into()
            }
            Said::Ping => vec![sign_of_life("pong")],
            Said::Changed(event) => {
                live.tell_change(&event);
                cursors.changes = Some(event.cursor);
                Vec::new()
            }
            Said::Shipped(event) => {
                live.tell_shipment(&event);
                cursors.shipments = Some(event.cursor);
                Vec::new()
            }
            Said::Ended => {
                // Perhaps a place is too old to go on from: the next socket starts afresh, and pages look again.
                *cursors = Cursors::default();
                return up;
            }
            Said::Nothing => Vec::new(),
        };
        for answer in answers {
            if socket.send(Message::Text(answer)).await.is_err() {
                return up;
            }
        }
    }
}

/// Where the socket is: the page's own host.
fn address() -> Option<String> {
    let location = window().location();
    let protocol = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{protocol}://{}{PATH}", location.host().ok()?))
}
