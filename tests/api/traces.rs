//! Traces: what a collector is told about a request, and that nobody waits for one.

use std::path::Path;
use std::time::{Duration, Instant};

use docket_tests::api::send;
use docket_tests::collector::{Collector, attribute};
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::socket::{PROTOCOL, Socket};
use docket_tests::world::{World, order_of};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use reqwest::Method;
use serde_json::{Value as Json, json};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const PLACE: &str =
    "mutation Place($input: CreateOrderInput!) { createOrder(input: $input) { order { id } userErrors { code } } }";

async fn followed(engine: Engine, collector: &str) -> World {
    let server = Server::start_as(Database::new(engine).await, |mut command| {
        command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
        command
    });
    World::on(server.await.into())
}

/// Asks within the caller's trace.
async fn ask(world: &World, id: &str, document: &str, variables: Json) {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let request = world.api.request(Method::POST, "/graphql").header("content-type", "application/json");
    let request = request.header("x-request-id", id).header("traceparent", format!("00-{TRACE}-{CALLER}-01"));
    assert_eq!(send(request.body(body)).await.status, 200);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The one span that another one holds.
fn within<'a>(spans: &'a [Span], outer: &Span) -> &'a Span {
    let inner: Vec<&Span> = spans.iter().filter(|span| span.parent_span_id == outer.span_id).collect();
    let [inner] = inner.as_slice() else { panic!("{} holds {inner:#?}", outer.name) };
    inner
}

fn is_error(span: &Span) -> bool {
    span.status.as_ref().is_some_and(|status| status.code == i32::from(StatusCode::Error))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_followed_from_its_caller_through_its_unit_of_work() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let collector = Collector::start().await;
        let world = followed(engine, collector.address()).await;
        let (customer, product) = (world.customer("100").await, world.product("60.50").await);
        let order = |quantity: &str| json!({ "input": order_of(&customer, &[(&product, quantity)]) });
        ask(&world, "place-1", PLACE, order("1")).await;
        ask(&world, "place-2", PLACE, order("1")).await;
        ask(&world, "look-1", "query Look { orders { nodes { number } } }", json!({})).await;
        world.api.get("/health/ready").await;
        assert_eq!(world.server.logged_of("place-1").len(), 1, "the log is what it is without traces");
        assert_eq!(world.server.stop().await, Some(0));

        let spans = collector.spans();
        let of = |id: &str| {
            let found = spans.iter().find(|span| attribute(span, "docket.request_id") == id);
            found.unwrap_or_else(|| panic!("{id} is not among {spans:#?}"))
        };
        for (id, outcome, code, kept) in
            [("place-1", "done", "", "committed"), ("place-2", "refused", "CREDIT_LIMIT_EXCEEDED", "refused")]
        {
            let request = of(id);
            assert_eq!((hex(&request.trace_id), hex(&request.parent_span_id)), (TRACE.to_owned(), CALLER.to_owned()));
            assert_eq!(
                (request.name.as_str(), attribute(request, "http.response.status_code").as_str()),
                ("POST /graphql", "200")
            );
            let operation = within(&spans, request);
            assert_eq!(operation.name, "mutation Place");
            assert_eq!(
                (attribute(operation, "graphql.operation.type"), attribute(operation, "graphql.operation.name")),
                ("mutation".to_owned(), "Place".to_owned())
            );
            assert_eq!(
                (attribute(operation, "docket.outcome").as_str(), attribute(operation, "docket.refused").as_str()),
                (outcome, code)
            );
            let unit = within(&spans, operation);
            assert_eq!(
                (unit.name.as_str(), attribute(unit, "docket.command").as_str()),
                ("unit createOrder", "createOrder")
            );
            assert!(attribute(unit, "docket.tenant").starts_with("tenant_"));
            assert_eq!(
                (attribute(unit, "docket.outcome").as_str(), attribute(unit, "docket.attempts").as_str()),
                (kept, "1")
            );
            let statements = |span: &Span| attribute(span, "db.statements").parse::<u32>().unwrap();
            assert!(statements(unit) > 1 && statements(operation) >= statements(unit), "{unit:#?}");
            assert!(![request, operation, unit].into_iter().any(is_error), "a refusal is no error");
        }
        assert_eq!(within(&spans, of("look-1")).name, "query Look");
        let published = spans.iter().find(|span| span.name == "publish").expect("what was committed is published");
        assert_eq!(
            (
                attribute(published, "messaging.destination.name").as_str(),
                attribute(published, "messaging.batch.message_count").as_str()
            ),
            ("file", "1")
        );
        assert!(spans.iter().all(|span| !span.name.contains("/health")), "probes are not followed");
        let whole = collector.bodies().concat();
        for secret in [customer.as_bytes(), b"60.5", b"Alder"] {
            assert!(!whole.windows(secret.len()).any(|part| part == secret), "{}", String::from_utf8_lossy(secret));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_is_an_error_of_its_operation_and_unit() {
    let collector = Collector::start().await;
    let world = followed(Engine::Sqlite, collector.address()).await;
    let (customer, product) = (world.customer("100").await, world.product("1").await);
    world.server.database().execute("ALTER TABLE outbox RENAME TO missing").await;
    ask(&world, "broken-1", PLACE, json!({ "input": order_of(&customer, &[(&product, "1")]) })).await;
    assert!(!world.server.faults().is_empty());
    world.server.may_fail();
    world.server.stop().await;
    let failed: Vec<String> =
        collector.spans().iter().filter(|span| is_error(span)).map(|span| span.name.clone()).collect();
    for name in ["mutation Place", "unit createOrder"] {
        assert!(failed.iter().any(|failed| failed == name), "{failed:?}");
    }
    world.server.faults();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_not_there_is_told_once_and_keeps_nobody_waiting() {
    let world = followed(Engine::Sqlite, "http://127.0.0.1:1").await;
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    let begun = Instant::now();
    while !world.server.log().contains("traces do not arrive") {
        world.order(&customer, &[(&product, "1")]).await;
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", world.server.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let begun = Instant::now();
    assert_eq!(world.server.stop().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(world.server.log().matches("traces do not arrive").count(), 1);
}

/// The lines of the changes, once there are so many.
async fn published(folder: &Path, count: usize) -> Vec<Json> {
    let begun = Instant::now();
    loop {
        let text = std::fs::read_to_string(folder.join("docket.changes.jsonl")).unwrap_or_default();
        if text.lines().count() >= count {
            return text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{text}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_goes_on_in_the_trace_of_the_request_that_caused_it() {
    for collector in [None, Some(Collector::start().await)] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start_as(Database::new(Engine::Sqlite).await, |mut command| {
            command.arg("--event-dir").arg(folder.path());
            command.envs(collector.as_ref().map(|it| ("OTEL_EXPORTER_OTLP_ENDPOINT", it.address())));
            command
        });
        let world = World::on(server.await.into());
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let input = json!({ "input": order_of(&customer, &[(&product, "1")]) });
        ask(&world, "place-1", PLACE, input.clone()).await;
        // Over a socket it is the request that opened it.
        let place = format!("00-{TRACE}-{CALLER}-01");
        let opened = Socket::ask(&world.server, &[PROTOCOL, ("traceparent", &place)], None).await;
        let mut socket = opened.unwrap().begun().await;
        socket.subscribe("1", PLACE, input.clone()).await;
        assert_eq!(socket.data("1").await["createOrder"]["userErrors"], json!([]));
        socket.receive().await;
        drop(socket);
        world.order(&customer, &[(&product, "1")]).await;
        let lines = published(folder.path(), 3).await;
        assert_eq!(world.server.stop().await, Some(0));

        let places: Vec<Option<&str>> = lines.iter().map(|line| line["traceparent"].as_str()).collect();
        let Some(collector) = collector else {
            let callers = format!("00-{TRACE}-{CALLER}-01");
            assert_eq!(places, [Some(callers.as_str()), Some(callers.as_str()), None], "passed on as it came");
            continue;
        };
        let spans = collector.spans();
        // What is asked over a socket that stays open is a trace of its own.
        for (place, in_callers_trace) in places.into_iter().zip([true, false, false]) {
            let parts: Vec<&str> = place.unwrap().split('-').collect();
            assert_eq!(parts[1] == TRACE, in_callers_trace, "{parts:?}");
            let span = spans.iter().find(|span| hex(&span.span_id) == parts[2]).expect("a span that was sent");
            assert!(hex(&span.trace_id) == parts[1] && span.name.starts_with("mutation"), "{span:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_none_is_not_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_as(Database::new(Engine::Sqlite).await, |mut command| {
        command.arg("--event-dir").arg(folder.path());
        command
    });
    let world = World::on(server.await.into());
    let (customer, product) = (world.customer("100").await, world.product("1").await);
    let wrong =
        [format!("00-{TRACE}-{CALLER}-01-more"), format!("00-{}-{CALLER}-01", "0".repeat(32)), "x".repeat(4_000)];
    for place in &wrong {
        let body =
            json!({ "query": PLACE, "variables": { "input": order_of(&customer, &[(&product, "1")]) } }).to_string();
        let request = world.api.request(Method::POST, "/graphql").header("content-type", "application/json");
        assert_eq!(send(request.header("traceparent", place).body(body)).await.status, 200);
    }
    for line in published(folder.path(), wrong.len()).await {
        assert!(line.get("traceparent").is_none(), "{line}");
    }
}
