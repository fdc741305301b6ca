//! A server that is told to stop: not ready at once, and nobody cut off who is being served.

use std::sync::Arc;
use std::time::{Duration, Instant};

use docket_tests::api::{Answer, Api};
use docket_tests::database::{Database, Engine, Held};
use docket_tests::server::Server;
use docket_tests::socket::Socket;
use docket_tests::world::document;
use serde_json::json;
use tokio::task::JoinHandle;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// A server with a request that cannot be finished before something is released.
struct Busy {
    server: Arc<Server>,
    held: Held,
    request: JoinHandle<Answer>,
}

impl Busy {
    async fn new(engine: Engine, flags: &[&str]) -> Self {
        let server = Arc::new(Server::start_with(Database::new(engine).await, flags).await);
        let held = server.database().hold_customers().await;
        let api = server.api();
        let request = tokio::spawn(async move {
            let input = json!({ "input": { "name": "Alder & Finch", "creditLimit": "1" } });
            api.graphql(&document("createCustomer"), &input).await
        });
        until(&server.api(), "/metrics", |answer| answer.text().contains("\ndocket_requests_open 1\n")).await;
        Self { server, held, request }
    }
}

/// Asks until the answer is so.
async fn until(api: &Api, path: &str, is_so: impl Fn(&Answer) -> bool) {
    let begun = Instant::now();
    loop {
        let answer = api.get(path).await;
        if is_so(&answer) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{path}: {}", answer.text());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_request_is_finished_before_the_server_ends() {
    for engine in ENGINES {
        let Busy { server, held, request } = Busy::new(engine, &[]).await;
        server.terminate();
        until(&server.api(), "/health/ready", |answer| answer.status == 503).await;
        assert_eq!(server.api().get("/health/ready").await.json(), json!({ "status": "stopping" }));
        assert_eq!(server.api().get("/health/live").await.status, 200);
        assert!(!request.is_finished());
        held.release().await;
        let answer = request.await.unwrap();
        assert_eq!((answer.status, &answer.json()["data"]["createCustomer"]["userErrors"]), (200, &json!([])));
        assert_eq!(server.ended().await, Some(0));
    }
}

/// Whoever sends requests here has time to notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_to_stop_may_serve_on_for_a_while_and_says_that_it_is_not_ready() {
    for engine in ENGINES {
        let server = Server::start_with(Database::new(engine).await, &["--drain-ready-seconds", "1"]).await;
        let (mut socket, begun) = (Socket::begin(&server).await, Instant::now());
        server.terminate();
        until(&server.api(), "/health/ready", |answer| answer.status == 503).await;
        let input = json!({ "input": { "name": "Alder & Finch", "creditLimit": "1" } });
        let created = server.api().ask(&document("createCustomer"), &input).await;
        assert_eq!(created["createCustomer"]["userErrors"], json!([]));
        Socket::begin(&server).await.is_quiet().await;
        socket.is_quiet().await;
        assert_eq!(socket.closed().await.0, 1001);
        assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
        assert_eq!(server.ended().await, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_does_not_wait_for_those_who_should_notice() {
    let server = Server::start_with(Database::new(Engine::Sqlite).await, &["--drain-ready-seconds", "600"]).await;
    server.may_fail();
    server.terminate();
    until(&server.api(), "/health/ready", |answer| answer.status == 503).await;
    server.terminate();
    assert_eq!(server.ended().await, Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_outlasts_the_drain_is_cut_off() {
    for engine in ENGINES {
        let Busy { server, held, request } = Busy::new(engine, &["--drain-seconds", "1"]).await;
        server.terminate();
        assert_eq!(server.ended().await, Some(0));
        assert!(server.log().contains("what is still open is cut off"));
        assert!(request.await.is_err(), "nobody answered");
        held.release().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_it_at_once() {
    let Busy { server, held, request } = Busy::new(Engine::Sqlite, &[]).await;
    server.may_fail();
    server.terminate();
    until(&server.api(), "/health/ready", |answer| answer.status == 503).await;
    let begun = Instant::now();
    server.terminate();
    assert_eq!(server.ended().await, Some(1));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert!(request.await.is_err(), "nobody answered");
    held.release().await;
}
