//! `docket health`: what a container's health check runs.

use docket_tests::command::{Outcome, docket, ended};
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;

const DATABASE: &str = "sqlite://unused.db?mode=rwc";

async fn health(args: &[&str], listen: &str) -> Outcome {
    let mut command = docket(DATABASE, &["health"]);
    command.args(args).env("LISTEN", listen);
    ended(command).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_ready_is_well() {
    let server = Server::start(Engine::Sqlite).await;
    let by_address = health(&["--url", server.url()], "127.0.0.1:1").await;
    assert_eq!((by_address.code, by_address.text().as_str()), (Some(0), "ready\n"));
    let live = health(&["--live", "--url", server.url()], "127.0.0.1:1").await;
    assert_eq!((live.code, live.text().as_str()), (Some(0), "live\n"));
    // Without an address it is the server that these settings start.
    let port = server.url().rsplit_once(':').unwrap().1;
    let here = health(&[], &format!("0.0.0.0:{port}")).await;
    assert_eq!((here.code, here.text().as_str()), (Some(0), "ready\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_is_not_ready_but_lives() {
    let server = Server::start(Engine::Sqlite).await;
    let held = server.database().hold_customers().await;
    let api = server.api();
    let request = tokio::spawn(async move {
        api.post(r#"{"query":"mutation { createCustomer(input: { name: \"A\", creditLimit: \"1\" }) { customer { id } } }"}"#)
            .await
    });
    while !server.api().get("/metrics").await.text().contains("\ndocket_requests_open 1\n") {}
    server.terminate();
    while server.api().get("/health/ready").await.status == 200 {}
    let ready = health(&["--url", server.url()], "127.0.0.1:1").await;
    assert_eq!(ready.code, Some(1), "{ready:?}");
    assert_eq!(ready.text(), format!("docket: {}/health/ready answers 503: stopping\n", server.url()));
    assert_eq!(health(&["--live", "--url", server.url()], "127.0.0.1:1").await.code, Some(0));
    held.release().await;
    assert_eq!((request.await.unwrap().status, server.ended().await), (200, Some(0)));
}

#[tokio::test]
async fn nobody_there_is_not_well_and_says_why() {
    let outcome = health(&[], "127.0.0.1:1").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("http://127.0.0.1:1/health/ready does not answer: "), "{outcome:?}");
    assert!(outcome.stderr.to_lowercase().contains("connection refused"), "{outcome:?}");
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let outcome = health(&["--url", &address], "127.0.0.1:1").await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("does not answer within 4 seconds"), "{outcome:?}");
}

#[tokio::test]
async fn another_server_or_no_address_is_not_well() {
    let misused = health(&["--url", "https://docket.example"], "127.0.0.1:1").await;
    assert_eq!(misused.code, Some(2), "{misused:?}");
    assert!(misused.stderr.contains("expected an address such as http://127.0.0.1:8000"), "{misused:?}");
    let server = Server::start_on(Database::new(Engine::Sqlite).await).await;
    let missing = health(&["--url", &format!("{}/graphql", server.url())], "127.0.0.1:1").await;
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.stderr.contains(" answers 400: "), "{missing:?}");
}
