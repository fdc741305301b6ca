//! Who listens on a socket for as long as it holds, and comes back to any instance with the cursor of the last event.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::world::World;
use crate::socket::{BEGINNING, PROTOCOL};

/// A server that says nothing for so long, not even a ping, is given up.
const PATIENCE: Duration = Duration::from_secs(20);
/// The pause before it comes back.
const PAUSE: Duration = Duration::from_millis(200);

/// What it has seen, in order.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The ids of events.
    pub events: Vec<String>,
    /// What it was told that no fault explains.
    pub complaints: Vec<String>,
}

/// A follower. Dropping it ends it.
#[derive(Debug)]
pub struct Follower {
    /// What it is called.
    pub name: String,
    /// The type of the events that it follows.
    pub kind: &'static str,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Follower {
    /// Those with even numbers follow shipments, the others changes; all from the beginning.
    pub fn start(world: Arc<World>, number: usize) -> Self {
        let (kind, field) = [("order.shipped", "orderShipped"), ("order.changed", "orderChanged")][number % 2];
        let seen = Arc::<Mutex<Seen>>::default();
        let task = tokio::spawn(follow(world, number, field, seen.clone()));
        Self { name: format!("follower {number} of {kind}"), kind, seen, task }
    }

    /// What it has seen so far.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(world: Arc<World>, number: usize, field: &str, seen: Arc<Mutex<Seen>>) {
    let mut cursor = BEGINNING.to_owned();
    for visit in number.. {
        let after = cursor.clone();
        let take = |event: &Json| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).events.push(text(&event["eventId"]));
            cursor = text(&event["cursor"]);
        };
        if let Some(complaint) = visited(&world.address(visit), field, &after, take).await {
            seen.lock().unwrap_or_else(PoisonError::into_inner).complaints.push(complaint);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Listens until the connection ends, however it does; gives what no fault explains.
async fn visited(address: &str, field: &str, after: &str, mut take: impl FnMut(&Json)) -> Option<String> {
    let mut request = format!("ws://{address}").into_client_request().ok()?;
    request.headers_mut().insert(PROTOCOL.0, HeaderValue::from_static(PROTOCOL.1));
    let (mut socket, _) = timeout(PATIENCE, connect_async(request)).await.ok()?.ok()?;
    let query = format!("subscription($after: String) {{ event: {field}(after: $after) {{ cursor eventId }} }}");
    let subscribe = json!({ "query": query, "variables": { "after": after } });
    for message in
        [json!({ "type": "connection_init" }), json!({ "type": "subscribe", "id": "1", "payload": subscribe })]
    {
        socket.send(Message::text(message.to_string())).await.ok()?;
        if message["type"] == "connection_init" {
            timeout(PATIENCE, socket.next()).await.ok()??.ok()?;
        }
    }
    while let Ok(Some(Ok(message))) = timeout(PATIENCE, socket.next()).await {
        let Message::Text(text) = message else { continue };
        let message: Json = serde_json::from_str(&text).ok()?;
        let is_fault = |error: &Json| {
            ["INTERNAL", "TIMEOUT", "UNAVAILABLE"].iter().any(|code| error["extensions"]["code"] == *code)
        };
        match message["type"].as_str() {
            Some("ping") => socket.send(Message::text(json!({ "type": "pong" }).to_string())).await.ok()?,
            Some("next") if message["payload"]["data"]["event"].is_object() => {
                take(&message["payload"]["data"]["event"]);
            }
            Some("next") if is_fault(&message["payload"]["errors"][0]) => return None,
            Some("error") if is_fault(&message["payload"][0]) => return None,
            Some("complete") => return None,
            _ => return Some(message.to_string()),
        }
    }
    None
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
