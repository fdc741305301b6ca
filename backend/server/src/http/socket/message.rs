//! The messages of graphql-transport-ws, as they are written.

use async_graphql::{Extensions, Request, Response as Answer, ServerError, Variables};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::close::Close;

/// A JSON object.
type Object = Map<String, Value>;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Heard {
    /// It wants to begin. Whatever it says about itself is left: nobody signs in.
    ConnectionInit {
        #[serde(rename = "payload")]
        _payload: Option<Object>,
    },
    /// It wants to know whether we are there.
    Ping { payload: Option<Object> },
    /// It is there.
    Pong {
        #[serde(rename = "payload")]
        _payload: Option<Object>,
    },
    /// It asks for an operation.
    Subscribe { id: String, payload: Asked },
    /// It wants no more of an operation.
    Complete { id: String },
}

impl Heard {
    /// Reads a message.
    pub(super) fn read(text: &str) -> Result<Self, Close> {
        let heard = serde_json::from_str(text).map_err(|error| Close::Invalid(format!("Invalid message: {error}")))?;
        match &heard {
            Self::Subscribe { id, .. } | Self::Complete { id } if id.is_empty() => {
                Err(Close::Invalid("Invalid message: the `id` is empty".to_owned()))
            }
            _ => Ok(heard),
        }
    }
}

/// A GraphQL request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    query: String,
    operation_name: Option<String>,
    variables: Option<Variables>,
    extensions: Option<Extensions>,
}

impl From<Asked> for Request {
    fn from(Asked { query, operation_name, variables, extensions }: Asked) -> Self {
        let mut request = Self::new(query).variables(variables.unwrap_or_default());
        request.operation_name = operation_name.filter(|name| !name.is_empty());
        request.extensions = extensions.unwrap_or_default();
        request
    }
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said<'a> {
    /// Operations may begin.
    ConnectionAck,
    /// It wants to know whether the client is there.
    Ping,
    /// It is there; with what came with the question.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Object>,
    },
    /// An answer to an operation.
    Next { id: &'a str, payload: Answer },
    /// An operation ends by what was wrong with it.
    Error { id: &'a str, payload: Vec<ServerError> },
    /// An operation has ended.
    Complete { id: &'a str },
}

impl Said<'_> {
    /// Writes the message.
    pub(super) fn write(&self) -> Result<String, Close> {
        serde_json::to_string(self).map_err(|error| {
            tracing::error!(%error, "a message cannot be written");
            Close::Internal
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_of_the_protocol_are_read() {
        for good in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"connection_init","payload":{"token":"x"},"more":1}"#,
            r#"{"type":"ping","payload":{"at":1}}"#,
            r#"{"type":"pong"}"#,
            r#"{"payload":{"query":"{a}"},"id":"1","type":"subscribe"}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}","operationName":null,"variables":null,"extensions":null}}"#,
            r#"{"id":"1","type":"complete"}"#,
        ] {
            assert!(Heard::read(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "{",
            "null",
            "[]",
            "7",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"start","id":"1","payload":{"query":"{a}"}}"#,
            r#"{"type":"stop","id":"1"}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"connection_init","payload":[]}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"complete","id":1}"#,
            r#"{"type":"complete","id":""}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":"{a}"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":null}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":"x"}}"#,
        ] {
            assert_eq!(Heard::read(bad).err().map(|close| close.code()), Some(4400), "{bad}");
        }
        let deep = format!(r#"{{"type":"ping","payload":{{"a":{}"#, "[".repeat(200_000));
        assert!(Heard::read(&deep).is_err());
    }
}
