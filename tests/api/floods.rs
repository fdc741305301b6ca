//! The same hostile request again and again, and many at once: memory stays where it is, and nobody else waits for long.

use std::time::{Duration, Instant};

use docket_tests::api::{Answer, send};
use docket_tests::database::Engine;
use docket_tests::process;
use docket_tests::world::World;
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How much more memory may be held after the floods than after the first of them, in bytes.
const GROWTH: u64 = 24 << 20;

async fn post(world: &World, kind: &str, body: Vec<u8>) -> Answer {
    let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, kind);
    send(request.header(ACCEPT, "application/graphql-response+json").body(body)).await
}

fn nested(open: &str, inside: &str, close: &str, depth: usize) -> String {
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

/// Requests that are made to hurt, each with its content type and status.
fn hostile() -> Vec<(&'static str, Vec<u8>, u16)> {
    let json = "application/json";
    let query = |document: String| json!({ "query": document }).to_string().into_bytes();
    let mut requests = vec![
        (json, vec![b' '; 8 << 20], 413),
        (json, query("x".repeat(900_000)), 400),
        (json, format!("{{\"query\":\"{}\"}}", "\\u0022".repeat(150_000)).into_bytes(), 400),
        (
            json,
            format!("{{\"query\":\"{{__typename}}\",\"variables\":{{{}\"z\":1}}}}", "\"a\":[],".repeat(100_000))
                .into_bytes(),
            200,
        ),
        (json, query(format!("{{tenant{{name {}}}}}", "@a ".repeat(5_000))), 400),
        (
            json,
            query(format!(
                "{{{}}}",
                (0..1_000).map(|at| format!("a{at}:tenant{{name}} ")).collect::<Vec<_>>().concat()
            )),
            400,
        ),
        (json, query("{...a} fragment a on Query{...b} fragment b on Query{...a}".to_owned()), 400),
        (json, query(format!("{{{}}}", "nothing ".repeat(4_900))), 400),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n".repeat(100_000), 415),
        ("text/plain", vec![b'{'; 500_000], 415),
        ("application/json; charset=utf-16", query("{__typename}".to_owned()), 415),
        ("application/x-www-form-urlencoded", b"query=%7B__typename%7D".to_vec(), 415),
    ];
    for depth in [100, 300, 500, 1_000, 10_000, 100_000] {
        requests.extend([
            (json, query(nested("{a", "", "}", depth)), 400),
            (json, query(format!("{{orders(after:{}){{nodes{{id}}}}}}", nested("[", "1", "]", depth))), 400),
            (json, query(format!("{{orders(where:{}){{nodes{{id}}}}}}", nested("{not:", "{}", "}", depth))), 400),
        ]);
        if depth >= 300 {
            let variables = nested("{\"not\":", "{}", "}", depth);
            let body = format!("{{\"query\":\"{{__typename}}\",\"variables\":{{\"w\":{variables}}}}}");
            requests.push((json, body.into_bytes(), 400));
        }
    }
    requests
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_requests_leave_no_memory_behind() {
    let world = World::alone(Engine::Sqlite).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        for (kind, body, status) in hostile() {
            let begin = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let answer = post(&world, kind, body).await;
            assert_eq!(answer.status, status, "{begin}…: {:.300}", answer.text());
            assert!(answer.body.len() < 20_000, "{begin}… is answered with {} bytes", answer.body.len());
            for word in ["panicked", ".rs", "sqlx", "sqlite", "serde", "async_graphql", "async-graphql", "/tmp"] {
                assert!(!answer.text().contains(word), "{word}: {:.300}", answer.text());
            }
        }
        held.push(process::memory(world.server.id()));
    }
    let (first, last) = (held[0], held[held.len() - 1]);
    assert!(last < first + GROWTH, "memory grew: {held:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_large_bodies_at_once_are_refused_in_little_memory() {
    let world = World::alone(Engine::Sqlite).await;
    let mut held = vec![process::memory(world.server.id())];
    for _ in 0..4 {
        let sent = (0..40).map(|_| post(&world, "application/json", vec![b' '; 8 << 20]));
        assert!(join_all(sent).await.iter().all(|answer| answer.status == 413));
        held.push(process::memory(world.server.id()));
    }
    // A round is 320 MB. What is held belongs to the connections, which stay open: less than two megabytes each.
    assert!(held[1] < held[0] + (80 << 20) && held[4] < held[1] + GROWTH, "memory grew: {held:?}");
}

/// Deep variables are data, not a program: what JSON's reader takes, everything behind it takes as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_as_deep_as_can_be_read_are_judged() {
    let world = World::alone(Engine::Sqlite).await;
    let document = "query($w: OrderWhere) { orders(where: $w) { nodes { id } } }";
    for depth in [5, 7, 50, 100, 120] {
        let variables = format!("{{\"w\":{}}}", nested("{\"not\":", "{}", "}", depth));
        let body = format!("{{\"query\":{},\"variables\":{variables}}}", json!(document));
        let begun = Instant::now();
        let answer = post(&world, "application/json", body.into_bytes()).await;
        assert!(matches!(answer.status, 200 | 400), "{depth}: {}", answer.text());
        assert!(begun.elapsed() < Duration::from_secs(2), "{depth}: {:?}", begun.elapsed());
    }
}

/// What is refused in a body is refused in an address, and by a stream.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_addresses_and_streams_are_refused_alike() {
    let world = World::alone(Engine::Sqlite).await;
    for depth in [100, 300, 500, 1_000, 10_000] {
        for document in [
            nested("{a", "", "}", depth),
            format!("{{orders(after:{}){{nodes{{id}}}}}}", nested("[", "1", "]", depth)),
            format!("subscription{{orderShipped(after:{}){{cursor}}}}", nested("[", "1", "]", depth)),
            format!("mutation{{{}}}", "nothing ".repeat(depth)),
        ] {
            for accept in ["application/graphql-response+json", "text/event-stream"] {
                let body = json!({ "query": document }).to_string();
                let posted = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
                let asked = world.api.request(Method::GET, "/graphql");
                // Longer ones this client does not send.
                let asked = (depth < 10_000).then(|| asked.query(&[("query", &document)]));
                for request in [Some(posted.body(body)), asked].into_iter().flatten() {
                    let answer = send(request.header(ACCEPT, accept)).await;
                    let is_told = answer.status == 200 && answer.text().starts_with("event: next\ndata: {\"errors\"");
                    assert!(is_told || (400..500).contains(&answer.status), "{depth}: {:.300}", answer.text());
                    assert!(answer.body.len() < 20_000, "{} bytes", answer.body.len());
                }
            }
        }
    }
    let mut socket = TcpStream::connect(world.server.url().trim_start_matches("http://")).await.unwrap();
    let longest = format!("GET /graphql?query={} HTTP/1.1\r\nhost: localhost\r\n\r\n", "%5B".repeat(100_000));
    socket.write_all(longest.as_bytes()).await.unwrap();
    let mut said = [0; 12];
    socket.read_exact(&mut said).await.unwrap();
    assert!(said.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&said));
    let packed = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
    let answer = send(packed.header("content-encoding", "gzip").body(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0])).await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"));
}
