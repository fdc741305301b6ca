//! A server on a port of its own, and a client of graphql-transport-ws that can be cut off.

use std::net::SocketAddr;

use docket_server::http::{App, Limits, Sockets, router};
use docket_server::relay::{JsonLines, WayOut};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::shop::Shop;

/// A server, with its way out.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) sockets: Sockets,
    pub(crate) way_out: WayOut,
}

impl Shop {
    /// Serves the shop.
    pub(crate) async fn serve(&self) -> Server {
        let app = App::new(self.docket.clone(), self.actor.clone(), Limits::default());
        let sockets = app.sockets();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router(app)).await });
        let folder = self.path().join(address.port().to_string());
        let way_out = WayOut::start(&self.docket, JsonLines::new(folder)).await.unwrap();
        Server { address, sockets, way_out }
    }
}

impl Server {
    /// The request for a socket.
    pub(crate) fn request(&self) -> Request {
        let mut request = format!("ws://{}/graphql", self.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        request
    }

    /// An open socket, acknowledged.
    pub(crate) async fn connect(&self) -> Client {
        let (stream, _) = connect_async(self.request()).await.unwrap();
        let mut client = Client { stream };
        client.send(&json!({ "type": "connection_init" })).await;
        assert_eq!(client.receive().await, json!({ "type": "connection_ack" }));
        client
    }

    /// The status of a socket that is not given.
    pub(crate) async fn refuses(&self, request: Request) -> u16 {
        match connect_async(request).await {
            Err(Error::Http(response)) => response.status().as_u16(),
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// One end of a socket. Dropping it cuts the connection without a word.
pub(crate) struct Client {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(crate) async fn send(&mut self, message: &Value) {
        self.stream.send(Message::text(message.to_string())).await.unwrap();
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(&json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// The next message that is no ping.
    pub(crate) async fn receive(&mut self) -> Value {
        loop {
            match self.next().await {
                Message::Text(text) if text == r#"{"type":"ping"}"# => {}
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("no text: {other:?}"),
            }
        }
    }

    /// The code that the server closes with.
    pub(crate) async fn closed(&mut self) -> u16 {
        match self.next().await {
            Message::Close(Some(frame)) => frame.code.into(),
            other => panic!("not closed: {other:?}"),
        }
    }

    /// The data of the next answer to an operation, which must have no errors.
    pub(crate) async fn data(&mut self, id: &str) -> Value {
        let message = self.receive().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message}");
        assert_eq!(message["payload"].get("errors"), None, "{message}");
        message["payload"]["data"].clone()
    }

    /// The code of the error that an operation ends with.
    pub(crate) async fn refused(&mut self, query: &str, variables: Value) -> String {
        self.subscribe("refused", query, variables).await;
        let message = self.receive().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("refused")), "{message}");
        let error = &message["payload"][0]["extensions"];
        assert!(error["requestId"].is_string(), "{message}");
        error["code"].as_str().unwrap().to_owned()
    }

    async fn next(&mut self) -> Message {
        let patience = std::time::Duration::from_secs(10);
        tokio::time::timeout(patience, self.stream.next()).await.expect("nothing came").unwrap().unwrap()
    }
}
