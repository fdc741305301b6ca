//! What is followed over the socket: the words of graphql-transport-ws, and orders that change.

use cynic::{GraphQlResponse, SubscriptionBuilder};
use serde::Deserialize;
use serde_json::{Value, json};

use super::orders::Order;
use super::schema;

/// The protocol, as the server knows it.
pub(crate) const PROTOCOL: &str = "graphql-transport-ws";
/// The path of the socket.
pub(crate) const PATH: &str = "/graphql";
/// The one subscription of the socket.
const ID: &str = "orders";

/// An order that somebody changed.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderChangedEvent")]
pub(crate) struct OrderChanged {
    /// Where to go on after this one.
    pub(crate) cursor: String,
    /// The order as it is now; none when it is gone.
    pub(crate) order: Option<Order>,
}

#[derive(cynic::QueryVariables)]
struct After {
    #[cynic(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Subscription", variables = "After")]
struct OrderChanges {
    #[arguments(after: $after)]
    order_changed: OrderChanged,
}

/// What the server says.
#[derive(Debug)]
pub(crate) enum Said {
    /// The socket is open for subscriptions.
    Welcome,
    /// Wants to hear that somebody is there.
    Ping,
    /// An order changed.
    Changed(OrderChanged),
    /// The subscription ended. The cursor that it was to follow may be too old: what was missed is not told any more.
    Ended,
    /// Nothing to act on.
    Nothing,
}

/// The first message.
pub(crate) fn hello() -> String {
    json!({ "type": "connection_init" }).to_string()
}

/// Asks for, or answers, a sign of life.
pub(crate) fn sign_of_life(kind: &'static str) -> String {
    json!({ "type": kind }).to_string()
}

/// Asks for all changes that follow this cursor, or for those from now on.
pub(crate) fn subscribe(after: Option<String>) -> String {
    json!({ "type": "subscribe", "id": ID, "payload": OrderChanges::build(After { after }) }).to_string()
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    payload: Option<Value>,
}

/// Reads a message. What is no message says nothing.
pub(crate) fn read(text: &str) -> Said {
    let Ok(Message { kind, payload }) = serde_json::from_str(text) else { return Said::Nothing };
    match (kind.as_str(), payload) {
        ("connection_ack", _) => Said::Welcome,
        ("ping", _) => Said::Ping,
        ("next", Some(payload)) => match serde_json::from_value::<GraphQlResponse<OrderChanges>>(payload) {
            Ok(GraphQlResponse { data: Some(event), .. }) => Said::Changed(event.order_changed),
            _ => Said::Ended,
        },
        ("error" | "complete", _) => Said::Ended,
        _ => Said::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, read};

    #[test]
    fn an_order_that_is_gone_is_told_with_its_cursor() {
        let text = r#"{"type":"next","id":"orders","payload":{"data":{"orderChanged":{"cursor":"7","order":null}}}}"#;
        let Said::Changed(event) = read(text) else { panic!("not a change") };
        assert_eq!((event.cursor.as_str(), event.order), ("7", None));
    }

    #[test]
    fn an_error_ends_the_subscription() {
        let text = r#"{"type":"error","id":"orders","payload":[{"message":"too old"}]}"#;
        assert!(matches!(read(text), Said::Ended));
        assert!(matches!(read("nonsense"), Said::Nothing));
    }
}
