//! How much a socket may ask for, and how many there may be.

use std::time::{Duration, Instant};

use docket_tests::socket::{PROTOCOL, Socket};
use serde_json::json;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::{metric, server};

const FOLLOW: &str = "subscription { orderShipped { cursor } }";

#[tokio::test]
async fn a_message_that_is_too_large_closes_with_1009() {
    let server = server(&["--socket-message-bytes", "2048"]).await;
    let ping = |length: usize| format!(r#"{{"type":"ping","payload":{{"a":"{}"}}}}"#, "x".repeat(length - 34));
    let mut socket = Socket::begin(&server).await;
    let longest = ping(2_048);
    assert_eq!(longest.len(), 2_048);
    socket.send_frame(Message::text(longest)).await;
    assert_eq!(socket.receive().await["type"], "pong");
    socket.send_frame(Message::text(ping(2_049))).await;
    assert_eq!(socket.closed().await, (1009, "The message is too large".to_owned()));

    // In frames that are small enough by themselves.
    let mut socket = Socket::begin(&server).await;
    let (first, second) = (ping(3_000)[..1_500].to_owned(), ping(3_000)[1_500..].to_owned());
    socket.send_frame(Message::Frame(Frame::message(first, OpCode::Data(Data::Text), false))).await;
    socket.send_frame(Message::Frame(Frame::message(second, OpCode::Data(Data::Continue), true))).await;
    assert_eq!(socket.closed().await.0, 1009);

    // Announced, and not even sent: a gigabyte.
    let mut socket = Socket::begin(&server).await;
    socket.send_bytes(&[0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]).await;
    assert_eq!(socket.closed().await.0, 1009);
}

#[tokio::test]
async fn operations_on_a_socket_are_counted() {
    let server = server(&["--socket-operations", "2"]).await;
    let mut socket = Socket::begin(&server).await;
    socket.subscribe("1", FOLLOW, json!({})).await;
    socket.subscribe("2", FOLLOW, json!({})).await;
    for _ in 0..50 {
        socket.subscribe("3", FOLLOW, json!({})).await;
        assert_eq!(socket.error("3").await, "TOO_MANY_REQUESTS");
    }
    assert_eq!(metric(&server, "docket_subscriptions_open ").await, 2);
    socket.send(&json!({ "type": "complete", "id": "2" })).await;
    socket.subscribe("3", "{ __typename }", json!({})).await;
    socket.data("3").await;
    assert_eq!(metric(&server, "docket_subscriptions_open ").await, 1);
    // Another socket has room of its own.
    Socket::begin(&server).await.subscribe("1", FOLLOW, json!({})).await;
}

#[tokio::test]
async fn sockets_are_counted() {
    let server = server(&["--sockets", "2"]).await;
    let (first, second) = (Socket::begin(&server).await, Socket::begin(&server).await);
    assert_eq!(Socket::ask(&server, &[PROTOCOL], None).await.err(), Some(429));
    // Who is not let in takes no more room than who is.
    assert_eq!(Socket::ask(&server, &[("origin", "http://evil.example")], None).await.err(), Some(429));
    drop(first);
    let begun = Instant::now();
    while metric(&server, "docket_sockets_open ").await == 2 {
        assert!(begun.elapsed() < Duration::from_secs(5), "a socket that was cut off is still counted");
        sleep(Duration::from_millis(10)).await;
    }
    let third = Socket::begin(&server).await;
    drop((second, third));
}
