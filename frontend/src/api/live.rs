//! What is followed over the socket: the words of graphql-transport-ws, orders that change and orders that ship.

use cynic::{GraphQlResponse, SubscriptionBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::orders::Order;
use super::schema;

/// The protocol, as the server knows it.
pub(crate) const PROTOCOL: &str = "graphql-transport-ws";
/// The path of the socket.
///
/// `cargo xtask dev` names another one: Trunk's server passes on either requests or sockets under an address, not both.
pub(crate) const PATH: &str = match option_env!("DOCKET_SOCKET_PATH") {
    Some(path) => path,
    None => "/graphql",
};
/// The subscription to changes.
const CHANGES: &str = "orders";
/// The subscription to shipments.
const SHIPMENTS: &str = "shipments";

/// An order that somebody changed.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderChangedEvent")]
pub(crate) struct OrderChanged {
    /// Where to go on after this one.
    pub(crate) cursor: String,
    /// The order as it is now; none when it is gone.
    pub(crate) order: Option<Order>,
}

/// An order that shipped.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderShippedEvent")]
pub(crate) struct OrderShipped {
    /// Where to go on after this one.
    pub(crate) cursor: String,
    /// The order as it is now; none when it is gone.
    pub(crate) order: Option<Order>,
}

/// Where each subscription goes on: behind what was heard last.
///
/// A shipment that was missed before any was heard is told as the change that it is as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursors {
    /// Of the changes.
    pub(crate) changes: Option<String>,
    /// Of the shipments.
    pub(crate) shipments: Option<String>,
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

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Subscription", variables = "After")]
struct Shipments {
    #[arguments(after: $after)]
    order_shipped: OrderShipped,
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
    /// An order shipped.
    Shipped(OrderShipped),
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

/// Asks for all that follows these cursors, or for what happens from now on.
pub(crate) fn subscribe(after: Cursors) -> [String; 2] {
    let start = |id, payload: Value| json!({ "type": "subscribe", "id": id, "payload": payload }).to_string();
    [
        start(CHANGES, json!(OrderChanges::build(After { after: after.changes }))),
        start(SHIPMENTS, json!(Shipments::build(After { after: after.shipments }))),
    ]
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    payload: Option<Value>,
}

/// Reads a message. What is no message says nothing.
pub(crate) fn read(text: &str) -> Said {
    let Ok(Message { kind, id, payload }) = serde_json::from_str(text) else { return Said::Nothing };
    match (kind.as_str(), id.as_deref(), payload) {
        ("connection_ack", ..) => Said::Welcome,
        ("ping", ..) => Said::Ping,
        ("next", Some(SHIPMENTS), Some(payload)) => {
            event(payload, |Shipments { order_shipped }| Said::Shipped(order_shipped))
        }
        ("next", _, Some(payload)) => event(payload, |OrderChanges { order_changed }| Said::Changed(order_changed)),
        ("error" | "complete", ..) => Said::Ended,
        _ => Said::Nothing,
    }
}

/// An event without data is the last that its subscription says.
fn event<T: DeserializeOwned>(payload: Value, said: impl FnOnce(T) -> Said) -> Said {
    match serde_json::from_value::<GraphQlResponse<T>>(payload) {
        Ok(GraphQlResponse { data: Some(event), .. }) => said(event),
        _ => Said::Ended,
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
    fn a_shipment_is_told_apart_from_a_change() {
        let text =
            r#"{"type":"next","id":"shipments","payload":{"data":{"orderShipped":{"cursor":"8","order":null}}}}"#;
        let Said::Shipped(event) = read(text) else { panic!("not a shipment") };
        assert_eq!(event.cursor, "8");
    }

    #[test]
    fn an_error_ends_the_subscription() {
        let text = r#"{"type":"error","id":"orders","payload":[{"message":"too old"}]}"#;
        assert!(matches!(read(text), Said::Ended));
        assert!(matches!(read("nonsense"), Said::Nothing));
    }
}
