//! graphql-transport-ws to the letter: messages, and the codes that a socket is closed with.

use std::time::{Duration, Instant};

use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, PROTOCOL, Socket};
use serde_json::json;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;

use super::server;

const FOLLOW: &str = "subscription($after: String) { orderShipped(after: $after) { cursor } }";
/// Nothing ever comes of this, whatever other tests do.
const QUIET: &str = "subscription { orderChanged(filter: { orderId: \"of nobody\" }) { cursor } }";

#[tokio::test]
async fn a_message_that_the_protocol_does_not_know_closes_with_4400() {
    let server = Server::shared(Engine::Sqlite).await;
    for message in [
        "",
        "hello",
        "{\"type\":\"ping\"",
        "[]",
        "null",
        "{}",
        r#"{"type":"start","id":"1","payload":{"query":"{__typename}"}}"#,
        r#"{"type":"connection_ack"}"#,
        r#"{"type":"ping","payload":"text"}"#,
        r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}"#,
        r#"{"type":"subscribe","id":7,"payload":{"query":"{__typename}"}}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"subscribe","id":"1","payload":{}}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":[]}}"#,
        r#"{"type":"complete"}"#,
    ] {
        let mut socket = Socket::begin(&server).await;
        socket.send_frame(Message::text(message)).await;
        let (code, reason) = socket.closed().await;
        assert!(code == 4400 && reason.starts_with("Invalid message: "), "{message}: {code} {reason}");
    }
    for frame in [Message::binary(r#"{"type":"ping"}"#), Message::binary([0, 159, 146, 150].as_slice())] {
        let mut socket = Socket::begin(&server).await;
        socket.send_frame(frame).await;
        assert_eq!(socket.closed().await, (4400, "Invalid message: it is not text".to_owned()));
        assert!(socket.next().await.is_none(), "the server hangs up");
    }
}

#[tokio::test]
async fn an_operation_before_the_acknowledgement_closes_with_4401() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::open(&server).await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn a_page_of_another_site_is_closed_with_4403() {
    let server = server(&["--socket-origins", "https://shop.example, http://stock.example:8080"]).await;
    for origin in ["http://evil.example", "null", "http://localhost.evil.example", "http://shop.example"] {
        let mut socket = Socket::ask(&server, &[PROTOCOL, ("origin", origin)], None).await.unwrap();
        socket.send(&json!({ "type": "connection_init" })).await;
        let Some(Message::Close(Some(frame))) = socket.next().await else { panic!("{origin} is heard") };
        assert_eq!(u16::from(frame.code), 4403, "{origin}");
    }
    let own = server.url().to_owned();
    for origin in ["https://shop.example", "http://stock.example:8080", "http://localhost:3000", &own] {
        let mut socket = Socket::ask(&server, &[PROTOCOL, ("origin", origin)], None).await.unwrap();
        socket.send(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.receive().await["type"], "connection_ack", "{origin}");
    }
}

#[tokio::test]
async fn another_protocol_is_closed_with_4406() {
    let server = Server::shared(Engine::Sqlite).await;
    let name = PROTOCOL.0;
    for headers in [[].as_slice(), &[(name, "graphql-ws")], &[(name, "soap, graphql-Transport-ws")]] {
        let mut socket = Socket::ask(&server, headers, None).await.unwrap();
        socket.send(&json!({ "type": "connection_init" })).await;
        let Some(Message::Close(Some(frame))) = socket.next().await else { panic!("{headers:?} is heard") };
        assert_eq!(u16::from(frame.code), 4406, "{headers:?}");
    }
    let mut socket = Socket::ask(&server, &[(name, "graphql-ws, graphql-transport-ws")], None).await.unwrap();
    socket.send(&json!({ "type": "connection_init", "payload": { "who": "knows" } })).await;
    assert_eq!(socket.receive().await["type"], "connection_ack");
}

#[tokio::test]
async fn who_does_not_begin_is_closed_with_4408() {
    let server = server(&["--socket-init-seconds", "1"]).await;
    let begun = Instant::now();
    let mut silent = Socket::open(&server).await;
    let mut chatty = Socket::open(&server).await;
    let mut begins = Socket::begin(&server).await;
    for _ in 0..6 {
        // Asking whether somebody is there is no beginning.
        chatty.send_frame(Message::Ping(vec![1].into())).await;
        chatty.is_quiet().await;
        sleep(Duration::from_millis(100)).await;
    }
    for socket in [&mut silent, &mut chatty] {
        assert_eq!(socket.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    }
    assert!(begun.elapsed() >= Duration::from_secs(1) && begun.elapsed() < Duration::from_secs(4));
    begins.is_quiet().await;
}

#[tokio::test]
async fn an_id_that_is_still_in_use_closes_with_4409() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::begin(&server).await;
    // Completed by the server, by an error, and by the client: each time the id is free again.
    socket.subscribe("1", "{ __typename }", json!({})).await;
    socket.data("1").await;
    assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "1" }));
    socket.subscribe("1", "{ nothing }", json!({})).await;
    assert_eq!(socket.error("1").await, "GRAPHQL_VALIDATION_FAILED");
    socket.subscribe("1", QUIET, json!({})).await;
    socket.send(&json!({ "type": "complete", "id": "1" })).await;
    socket.subscribe("1", QUIET, json!({})).await;
    socket.is_quiet().await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.closed().await, (4409, "Subscriber for 1 already exists".to_owned()));
}

#[tokio::test]
async fn a_second_beginning_closes_with_4429() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::begin(&server).await;
    socket.send(&json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closed().await, (4429, "Too many initialisation requests".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_carried_out_ends_with_an_error_and_nothing_else() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::begin(&server).await;
    let deep = format!("subscription {}", "{a".repeat(600));
    for (query, variables, code) in [
        ("{ nothing }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { orderShipped { cursor } orderChanged { cursor } }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("query($id: ID!) { order(id: $id) { id } }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("{", json!({}), "GRAPHQL_PARSE_FAILED"),
        ("", json!({}), "GRAPHQL_PARSE_FAILED"),
        (&deep, json!({}), "QUERY_TOO_COMPLEX"),
        (FOLLOW, json!({ "after": "nonsense" }), "BAD_CURSOR"),
        (FOLLOW, json!({ "after": 7 }), "GRAPHQL_VALIDATION_FAILED"),
    ] {
        socket.subscribe("1", query, variables).await;
        assert_eq!(socket.error("1").await, code, "{query}");
        socket.is_quiet().await;
    }
}

#[tokio::test]
async fn what_goes_wrong_in_a_field_is_part_of_the_answer() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::begin(&server).await;
    socket.subscribe("1", "{ tenant { name } orders(first: -1) { totalCount } }", json!({})).await;
    let answer = socket.answer("1").await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    assert!(answer["errors"][0]["extensions"]["requestId"].is_string(), "{answer}");
    assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "1" }));
}

#[tokio::test]
async fn each_side_answers_whether_it_is_there() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::open(&server).await;
    socket.send(&json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await, json!({ "type": "pong" }));
    socket.send(&json!({ "type": "pong", "payload": { "unasked": true } })).await;
    socket.send(&json!({ "type": "complete", "id": "of nobody" })).await;
    socket.is_quiet().await;
    socket.send_frame(Message::Ping(vec![1, 2].into())).await;
    assert_eq!(socket.next().await, Some(Message::Pong(vec![1, 2].into())));
}

#[tokio::test]
async fn a_client_that_ends_an_operation_hears_no_more_of_it() {
    let server = Server::shared(Engine::Sqlite).await;
    let mut socket = Socket::begin(&server).await;
    socket.subscribe("1", FOLLOW, json!({ "after": BEGINNING })).await;
    socket.send(&json!({ "type": "complete", "id": "1" })).await;
    let mut quiet = 0;
    // What was on its way when the client asked for no more may still come; an answer to asking does not.
    while quiet < 2 {
        socket.send(&json!({ "type": "ping" })).await;
        loop {
            let message = socket.receive().await;
            assert_ne!(message["type"], "complete");
            if message["type"] == "pong" {
                break;
            }
        }
        quiet += 1;
    }
}

#[tokio::test]
async fn a_client_without_a_sign_of_life_is_closed_with_3008() {
    let server = server(&["--socket-ping-seconds", "1"]).await;
    let mut silent = Socket::begin(&server).await;
    let mut answers = Socket::begin(&server).await;
    let (mut asked, begun) = (0, Instant::now());
    while begun.elapsed() < Duration::from_millis(3_500) {
        // Reading answers WebSocket's own pings; that is a sign of life.
        match tokio::time::timeout(Duration::from_millis(100), answers.next()).await {
            Ok(Some(Message::Text(text))) => asked += usize::from(text == r#"{"type":"ping"}"#),
            Ok(Some(Message::Ping(_))) | Err(_) => {}
            Ok(other) => panic!("{other:?}"),
        }
    }
    assert!((2..=4).contains(&asked), "asked {asked} times");
    answers.is_quiet().await;
    let (code, reason) = silent.closed().await;
    assert!(code == 3008 && reason.starts_with("No sign of life: come back in "), "{code} {reason}");
}
