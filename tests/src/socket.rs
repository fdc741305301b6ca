//! One end of a WebSocket, down to its frames and bytes: what a well-behaved client library hides.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::server::Server;

/// The longest that a message may take to come.
const PATIENCE: Duration = Duration::from_secs(20);
/// The only protocol that the server speaks.
pub const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");
/// The cursor before the first event.
pub const BEGINNING: &str = "cAAAAAAAAAAA";

/// How long the reason of a close asks its client to wait.
pub fn pause(reason: &str) -> Duration {
    let told = reason.strip_suffix(" ms").and_then(|reason| reason.rsplit_once(" in ")).map(|(_, pause)| pause.parse());
    let Some(Ok(pause)) = told else { panic!("no pause: {reason}") };
    assert!((200..3_000).contains(&pause) && reason.len() <= 123, "{reason}");
    Duration::from_millis(pause)
}

/// A socket. Dropping it cuts the connection without a word.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens one, and says nothing.
    pub async fn open(server: &Server) -> Self {
        Self::ask(server, &[PROTOCOL], None).await.expect("a socket")
    }

    /// Opens one and begins: operations may follow.
    pub async fn begin(server: &Server) -> Self {
        Self::open(server).await.begun().await
    }

    /// The same, at an address.
    pub async fn begin_at(url: &str) -> Self {
        Self::ask_at(url, &[PROTOCOL], None).await.expect("a socket").begun().await
    }

    /// The same, with hardly any room for what is not read.
    pub async fn begin_deaf(server: &Server) -> Self {
        Self::ask(server, &[PROTOCOL], Some(4_096)).await.expect("a socket").begun().await
    }

    /// Begins: operations may follow.
    pub async fn begun(mut self) -> Self {
        self.send(&json!({ "type": "connection_init" })).await;
        assert_eq!(self.receive().await, json!({ "type": "connection_ack" }));
        self
    }

    /// Asks for one with these headers, and room for so many bytes that were not read yet. Gives the status if it is
    /// refused.
    pub async fn ask(server: &Server, headers: &[(&str, &str)], unread: Option<u32>) -> Result<Self, u16> {
        Self::ask_at(server.url(), headers, unread).await
    }

    async fn ask_at(url: &str, headers: &[(&str, &str)], unread: Option<u32>) -> Result<Self, u16> {
        let address = url.strip_prefix("http://").unwrap();
        let connection = TcpSocket::new_v4().unwrap();
        if let Some(unread) = unread {
            connection.set_recv_buffer_size(unread).unwrap();
        }
        let mut connection = connection.connect(address.parse().unwrap()).await.unwrap();
        let own: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!(
            "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
            own.concat()
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(connection.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        match head.split(' ').nth(1).and_then(|status| status.parse().ok()) {
            Some(101) => {
                let config = WebSocketConfig::default().read_buffer_size(4096);
                Ok(Self { stream: WebSocketStream::from_raw_socket(connection, Role::Client, Some(config)).await })
            }
            status => Err(status.unwrap_or_else(|| panic!("no answer: {head}"))),
        }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &Json) {
        self.send_frame(Message::text(message.to_string())).await;
    }

    /// Sends any frame.
    pub async fn send_frame(&mut self, frame: Message) {
        self.try_send(frame).await.unwrap();
    }

    /// Sends any frame, if the server has not hung up.
    pub async fn try_send(&mut self, frame: Message) -> Result<(), Error> {
        self.stream.send(frame).await
    }

    /// Puts bytes on the wire that may be no frame. Whether they were taken: a server that has hung up takes none.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> bool {
        self.stream.get_mut().write_all(bytes).await.is_ok()
    }

    /// Asks for an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Json) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(&json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// The next message that is no ping.
    pub async fn receive(&mut self) -> Json {
        loop {
            match self.next().await {
                Some(Message::Text(text)) if text == r#"{"type":"ping"}"# => {}
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no message: {other:?}"),
            }
        }
    }

    /// What the next answer to this operation tells.
    pub async fn answer(&mut self, id: &str) -> Json {
        let mut message = self.receive().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message}");
        message["payload"].take()
    }

    /// The data of the next answer to this operation, which must be without errors.
    pub async fn data(&mut self, id: &str) -> Json {
        let mut answer = self.answer(id).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].take()
    }

    /// The code of the error that this operation ends by.
    pub async fn error(&mut self, id: &str) -> String {
        let message = self.receive().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!(id)), "{message}");
        message["payload"][0]["extensions"]["code"].as_str().expect("a code").to_owned()
    }

    /// Everything that was said has been heard, and nothing more is being said.
    pub async fn is_quiet(&mut self) {
        let payload = json!({ "are": "you there" });
        self.send(&json!({ "type": "ping", "payload": payload })).await;
        assert_eq!(self.receive().await, json!({ "type": "pong", "payload": payload }));
    }

    /// The code and the reason that the server closes with. Whatever comes before is let go.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Some(Message::Close(Some(frame))) => return (frame.code.into(), frame.reason.as_str().to_owned()),
                Some(Message::Text(_) | Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("not closed: {other:?}"),
            }
        }
    }

    /// The next frame; nothing when the connection has ended.
    pub async fn next(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.stream.next()).await.expect("nothing came").and_then(Result::ok)
    }
}
