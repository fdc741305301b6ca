//! Whatever comes over a socket, the server says what is wrong with it, goes on, and holds no more memory than before.

use std::time::Duration;

use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, Socket};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::server;

/// How much more memory the server may hold after hundreds of hostile sockets: what an allocator keeps for later.
const SLACK: u64 = 24 * 1024 * 1024;
/// How much a client says that does not listen, in bytes: far more than what systems keep for both sides.
const FLOOD: usize = 256 * 1024 * 1024;
const MESSAGES: [&str; 6] = [
    r#"{"type":"connection_init","payload":{"a":[1,2,{"b":null}]}}"#,
    r#"{"type":"ping","payload":{"a":"b"}}"#,
    r#"{"type":"pong"}"#,
    r#"{"type":"subscribe","id":"1","payload":{"query":"subscription { orderShipped { cursor order { id } } }"}}"#,
    r#"{"type":"subscribe","id":"2","payload":{"query":"query($a: Int) { orders(first: $a) { nodes { id } } }","variables":{"a":3}}}"#,
    r#"{"type":"complete","id":"1"}"#,
];

/// The code that the socket is closed with, if it is within a moment.
async fn code(socket: &mut Socket) -> Option<u16> {
    timeout(Duration::from_millis(150), socket.closed()).await.ok().map(|(code, _)| code)
}

/// What it says when it is asked something reasonable afterwards.
async fn still_answers(server: &Server) {
    let mut socket = Socket::begin(server).await;
    socket.subscribe("1", "{ tenant { currency } }", json!({})).await;
    assert_eq!(socket.data("1").await["tenant"]["currency"], "EUR");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_bytes_on_the_wire_are_no_frames() {
    let server = server(&["--sockets", "5000"]).await;
    let random = async |seed: u64| {
        let mut random = StdRng::seed_from_u64(seed);
        let mut socket = if random.random() { Socket::begin(&server).await } else { Socket::open(&server).await };
        let bytes: Vec<u8> = (0..random.random_range(1..4_000)).map(|_| random.random()).collect();
        socket.send_bytes(&bytes).await;
        // Chance may write a frame, or the beginning of one that the server waits for.
        match code(&mut socket).await {
            None => false,
            Some(code) => {
                assert!([1002, 1007, 1009, 4400].contains(&code), "seed {seed}: {code}");
                true
            }
        }
    };
    let mut before = 0;
    for round in 0..5 {
        let told = join_all((0..60).map(|seed| random(round * 60 + seed))).await;
        assert!(told.into_iter().filter(|told| *told).count() > 30);
        // The first round is what there is to hold.
        before = if round == 0 { server.memory() } else { before };
    }
    let after = server.memory();
    assert!(after < before + SLACK, "{before} bytes became {after}");
    still_answers(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_messages_are_told_apart_from_good_ones() {
    let server = server(&["--sockets", "5000"]).await;
    let broken = async |seed: u64| {
        let mut random = StdRng::seed_from_u64(seed);
        let mut socket = Socket::begin(&server).await;
        for _ in 0..20 {
            let mut text = MESSAGES[random.random_range(0..MESSAGES.len())].as_bytes().to_vec();
            for _ in 0..random.random_range(0..3) {
                let at = random.random_range(0..text.len());
                match random.random_range(0..4) {
                    0 => text.truncate(at),
                    1 => text[at] = random.random(),
                    2 => text.insert(at, *b"{}[]\",:\\\0x".get(random.random_range(0..10)).unwrap()),
                    _ => drop(text.remove(at)),
                }
                if text.is_empty() {
                    break;
                }
            }
            let frame = match String::from_utf8(text) {
                Ok(text) => Message::text(text),
                Err(bytes) => Message::binary(bytes.into_bytes()),
            };
            if socket.try_send(frame).await.is_err() {
                break;
            }
        }
        let code = code(&mut socket).await;
        assert!(code.is_none_or(|code| [4400, 4401, 4409, 4429].contains(&code)), "seed {seed}: {code:?}");
    };
    let mut before = 0;
    for round in 0..5 {
        join_all((0..60).map(|seed| broken(round * 60 + seed))).await;
        before = if round == 0 { server.memory() } else { before };
    }
    let after = server.memory();
    assert!(after < before + SLACK, "{before} bytes became {after}");
    still_answers(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_is_not_utf_8_closes_with_1007() {
    let server = server(&[]).await;
    let mut socket = Socket::begin(&server).await;
    // A text frame of two bytes, masked with zeros: what they say is no letter.
    socket.send_bytes(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]).await;
    assert_eq!(socket.closed().await, (1007, "Text must be UTF-8".to_owned()));
    // A frame that is not masked: clients must.
    let mut socket = Socket::begin(&server).await;
    socket.send_bytes(&[0x81, 0x02, b'{', b'}']).await;
    assert_eq!(socket.closed().await, (1002, "What came is no WebSocket frame".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_that_begin_and_end_without_a_pause_leave_nothing_behind() {
    let server = server(&[]).await;
    let query = "subscription($after: String) { orderShipped(after: $after) { cursor } }";
    let mut socket = Socket::begin(&server).await;
    let mut before = 0;
    for round in 0..5_000 {
        let id = (round % 7).to_string();
        socket.subscribe(&id, query, json!({ "after": BEGINNING })).await;
        socket.send(&json!({ "type": "complete", "id": id })).await;
        before = if round == 1_000 { server.memory() } else { before };
    }
    socket.is_quiet().await;
    assert_eq!(super::metric(&server, "docket_subscriptions_open ").await, 0);
    let after = server.memory();
    assert!(after < before + SLACK, "{before} bytes became {after}");
}

/// A frame as clients send it, masked with zeros.
fn frame(kind: u8, payload: &str) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    let mut frame = vec![0x80 | kind, 0x80 | length.min(126)];
    if length >= 126 {
        frame.extend([0, length]);
    }
    frame.extend([0; 4]);
    frame.extend(payload.as_bytes());
    frame
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_talks_and_never_listens_is_heard_no_longer_than_it_may_be() {
    let follow = r#"{"type":"subscribe","id":"1","payload":{"query":"subscription{orderShipped{cursor}}"}}"#;
    let ping = frame(9, &"x".repeat(125));
    let message = frame(1, r#"{"type":"ping","payload":{"a":"b"}}"#);
    let refused: Vec<Vec<u8>> = (0..100).map(|id| frame(1, &follow.replace("\"1\"", &format!("\"{id}\"")))).collect();
    let wrong: Vec<Vec<u8>> = (0..100)
        .map(|id| frame(1, &format!(r#"{{"type":"subscribe","id":"{id}","payload":{{"query":"{{"}}}}"#)))
        .collect();
    let server = server(&["--socket-send-seconds", "1"]).await;
    still_answers(&server).await;
    let before = server.memory();
    let flood = async |name: &str, round: Vec<u8>| {
        let mut socket = Socket::begin_deaf(&server).await;
        let mut sent = 0;
        while sent < FLOOD {
            let taken = timeout(Duration::from_secs(30), socket.send_bytes(&round)).await;
            if !taken.unwrap_or_else(|_| panic!("{name}: the server neither takes more than {sent} bytes nor hangs up"))
            {
                break;
            }
            sent += round.len();
            let now = server.memory();
            assert!(now < before + SLACK, "{name}: {before} bytes became {now}");
        }
        assert!(sent < FLOOD, "{name}: {sent} bytes were taken");
    };
    join_all([
        flood("ping", ping.repeat(100)),
        flood("message", message.repeat(100)),
        flood("refused", refused.concat()),
        flood("wrong", wrong.concat()),
    ])
    .await;
    still_answers(&server).await;
}
