//! Subscriptions, and whatever else, as server-sent events: GraphQL over SSE, in distinct connections mode.

use std::time::{Duration, Instant};

use docket_tests::api::send;
use docket_tests::database::Engine;
use docket_tests::node;
use docket_tests::world::{World, id, list, text};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, Response};
use serde_json::{Value as Json, json};
use tokio::time::timeout;

mod bounds;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const EVENTS: &str = "text/event-stream";
const SHIPPED: &str =
    "subscription($after: String) { orderShipped(after: $after) { cursor eventId order { id status } } }";
/// The cursor of whoever has seen nothing yet.
const BEGIN: &str = "cAAAAAAAAAAA";
const PATIENCE: Duration = Duration::from_secs(10);

/// An open stream.
struct Stream {
    response: Response,
    read: String,
    /// After how many milliseconds it is to be opened again when it was cut.
    pause: Option<u64>,
}

impl Stream {
    async fn open(world: &World, document: &str, variables: Json) -> Self {
        let response = ask(world, EVENTS, document, variables).await;
        assert_eq!((response.status().as_u16(), header(&response, "content-type")), (200, EVENTS));
        Self { response, read: String::new(), pause: None }
    }

    /// The next event, comments included; none when the stream has ended as it should.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                match event.strip_prefix("retry: ") {
                    Some(pause) => self.pause = pause.parse().ok(),
                    None => return Some(event),
                }
                continue;
            }
            let part = timeout(2 * PATIENCE, self.response.chunk()).await.expect("something in time").unwrap();
            let Some(part) = part else {
                assert_eq!(self.read, "", "a stream ends behind an event");
                return None;
            };
            self.read += std::str::from_utf8(&part).unwrap();
        }
    }

    /// The next result.
    async fn result(&mut self) -> Json {
        loop {
            let event = self.next().await.expect("a result");
            if event != ":" {
                let data = event.strip_prefix("event: next\n").and_then(|event| event.split_once("data: "));
                let (id, data) = data.unwrap_or_else(|| panic!("no result: {event}"));
                let result: Json = serde_json::from_str(data).unwrap();
                let cursor = result["data"]["orderShipped"]["cursor"].as_str();
                assert_eq!(id, cursor.map(|cursor| format!("id: {cursor}\n")).unwrap_or_default());
                return result;
            }
        }
    }

    async fn shipped(&mut self) -> Json {
        let mut result = self.result().await;
        assert!(result.get("errors").is_none(), "{result}");
        result["data"]["orderShipped"].take()
    }
}

async fn ask(world: &World, accept: &str, document: &str, variables: Json) -> Response {
    let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
    let body = json!({ "query": document, "variables": variables }).to_string();
    request.header(ACCEPT, accept).body(body).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Orders that may be shipped.
async fn orders(world: &World, count: usize) -> Vec<String> {
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(id(&world.order(&customer, &[(&product, "1")]).await));
    }
    orders
}

async fn ship(world: &World, order: &str) {
    world.done("shipOrder", json!({ "id": order })).await;
}

/// Waits until so many streams are open.
async fn until_open(world: &World, count: usize) {
    let begun = Instant::now();
    while !world.api.get("/metrics").await.text().contains(&format!("\ndocket_streams_open {count}\n")) {
        assert!(begun.elapsed() < PATIENCE, "{count} streams are open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_with_its_cursor_misses_nothing_and_sees_nothing_twice() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let orders = orders(&world, 6).await;
        let mut stream = Stream::open(&world, SHIPPED, json!({ "after": BEGIN })).await;
        assert_eq!(header(&stream.response, "cache-control"), "no-store");
        assert!(stream.next().await.is_some_and(|event| event == ":"), "a sign of life at once");
        assert!(stream.pause.is_some_and(|pause| (200..3_000).contains(&pause)), "{:?}", stream.pause);
        let mut seen = Vec::new();
        for order in &orders {
            ship(&world, order).await;
            let event = stream.shipped().await;
            assert_eq!((&event["order"]["id"], &event["order"]["status"]), (&json!(order), &json!("SHIPPED")));
            seen.push(event);
        }
        drop(stream);
        let mut again = Stream::open(&world, SHIPPED, json!({ "after": seen[2]["cursor"] })).await;
        for event in &seen[3..] {
            assert_eq!(again.shipped().await["eventId"], event["eventId"]);
        }
        drop(again);
        until_open(&world, 0).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_over_get_is_for_who_takes_events() {
    let world = World::alone(Engine::Sqlite).await;
    let order = orders(&world, 1).await.remove(0);
    let path = format!("/graphql?query=subscription%7BorderShipped(after%3A%22{BEGIN}%22)%7Border%7Bid%7D%7D%7D");
    assert_eq!(world.api.get(&path).await.status, 405);
    let taken = world.api.request(Method::GET, &path).header(ACCEPT, EVENTS);
    let mut stream = Stream { response: taken.send().await.unwrap(), read: String::new(), pause: None };
    ship(&world, &order).await;
    assert_eq!(stream.shipped().await["order"]["id"], order);
    let change = "/graphql?query=mutation%7B__typename%7D";
    let refused = send(world.api.request(Method::GET, change).header(ACCEPT, EVENTS)).await;
    assert_eq!((refused.status, refused.code()), (405, "METHOD_NOT_ALLOWED".to_owned()));
}

/// As a browser does by itself, with the address that it was given first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_with_the_id_of_the_last_event_goes_on_behind_it() {
    let world = World::alone(Engine::Sqlite).await;
    let orders = orders(&world, 4).await;
    let path = "/graphql?query=subscription(%24after%3AString)%7BorderShipped(after%3A%24after)%7Bcursor%20order%7Bid%7D%7D%7D";
    let path = format!("{path}&variables=%7B%22after%22%3A%22{BEGIN}%22%7D");
    let open = async |last: &str| {
        let request = world.api.request(Method::GET, &path).header(ACCEPT, EVENTS).header("last-event-id", last);
        Stream { response: request.send().await.unwrap(), read: String::new(), pause: None }
    };
    for order in &orders {
        ship(&world, order).await;
    }
    let mut last = String::new();
    for order in &orders {
        let event = open(&last).await.shipped().await;
        assert_eq!(&id(&event["order"]), order);
        text(&event["cursor"]).clone_into(&mut last);
    }
    assert_eq!(open("nonsense").await.result().await["errors"][0]["extensions"]["code"], "BAD_CURSOR");
}

/// A program that reads nothing but events reads every answer so; one that reads JSON as well gets what it always got.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_subscription_is_one_result_and_the_end() {
    let world = World::new(Engine::Sqlite).await;
    let mut stream = Stream::open(&world, "{ tenant { currency } }", json!({})).await;
    assert_eq!(stream.next().await.unwrap(), "event: next\ndata: {\"data\":{\"tenant\":{\"currency\":\"EUR\"}}}");
    assert_eq!(stream.next().await.unwrap(), "event: complete\ndata: ");
    assert_eq!(stream.next().await, None);
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { orderShipped(after: \"x\") { cursor } }", "BAD_CURSOR"),
    ] {
        let mut stream = Stream::open(&world, document, json!({})).await;
        let result = stream.result().await;
        assert_eq!(result["errors"][0]["extensions"]["code"], code, "{document}");
        assert_eq!(stream.next().await.unwrap(), "event: complete\ndata: ", "{document}");
        assert_eq!(stream.next().await, None, "{document}");
    }
    for accept in
        ["text/event-stream, application/json", "text/event-stream, */*;q=0.1", "application/json, text/event-stream"]
    {
        let answer = ask(&world, accept, "{ __typename }", json!({})).await;
        assert_eq!(header(&answer, "content-type"), "application/json; charset=utf-8", "{accept}");
        let followed = ask(&world, accept, SHIPPED, json!({})).await;
        assert_eq!(header(&followed, "content-type"), EVENTS, "{accept}");
    }
    let refused = ask(&world, "text/event-stream;q=0, application/json", SHIPPED, json!({})).await;
    let refused: Json = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_of_graphql_sse_follows_asks_and_changes() {
    let world = World::alone(Engine::Postgres).await;
    let orders = orders(&world, 5).await;
    let url = format!("{}/graphql", world.server.url());
    let mut args = vec![url.as_str(), BEGIN];
    args.extend(orders.iter().map(String::as_str));
    let said: Json = serde_json::from_str(&node::succeed("events.mjs", &args).await).unwrap();
    assert_eq!(said["followed"], json!(orders));
    assert!(list(&said["shipped"]).iter().all(|status| text(status) == "SHIPPED"), "{said}");
    assert_eq!(said["refused"], json!(["GRAPHQL_VALIDATION_FAILED"]));
}
