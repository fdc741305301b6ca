//! Several instances behind HAProxy with the settings of deploy/haproxy.cfg.

mod instance;
mod restart;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use docket_tests::api::{Answer, Api};
use docket_tests::command::succeed;
use docket_tests::database::{Database, Engine};
use docket_tests::haproxy::HaProxy;
use docket_tests::socket::Socket;
use docket_tests::world::{document, unique};
use reqwest::Method;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use instance::Instance;

/// How long an instance that is back may wait for its first request.
const PATIENCE: Duration = Duration::from_secs(10);
const CUSTOMERS: &str = "{ customers(first: 1) { nodes { id } } }";

/// Two instances on one database, and what stands before them.
struct House {
    one: Instance,
    two: Instance,
    proxy: HaProxy,
    database: Database,
}

impl House {
    async fn new() -> Self {
        let database = Database::new(Engine::Postgres).await;
        succeed(database.url(), &["migrate"]).await;
        let (one, two) = tokio::join!(Instance::start(database.url()), Instance::start(database.url()));
        let proxy = HaProxy::start(one.address(), two.address()).await;
        let house = Self { one, two, proxy, database };
        house.both_are_asked().await;
        house
    }

    /// Waits until the proxy sends something to either.
    async fn both_are_asked(&self) {
        let begun = Instant::now();
        for server in ["docket/docket-1", "docket/docket-2"] {
            let before = self.proxy.log().matches(server).count();
            while self.proxy.log().matches(server).count() == before {
                assert!(begun.elapsed() < PATIENCE, "{server} is not asked: {}", self.proxy.log());
                drop(self.api().graphql(CUSTOMERS, &json!({})).await);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    fn api(&self) -> Api {
        Api::new(self.proxy.url())
    }
}

/// What is wrong with an answer to a mutation or a query.
fn wrong(answer: &Answer, field: &str) -> Option<String> {
    if answer.status != 200 {
        return Some(format!("{}: {}", answer.status, answer.text()));
    }
    let body = answer.json();
    let refused = body["data"][field]["userErrors"].as_array().is_some_and(|errors| !errors.is_empty());
    (body.get("errors").is_some() || refused).then(|| body.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_gets_through_and_is_told_when_its_instance_stops() {
    let house = House::new().await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        let mut socket = Socket::begin_at(house.proxy.url()).await;
        socket.subscribe("1", "{ customers(first: 1) { nodes { id } } }", json!({})).await;
        assert_eq!(socket.data("1").await["customers"]["nodes"], json!([]));
        assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "1" }));
        sockets.push(socket);
    }
    let House { one, two, proxy, database } = house;
    tokio::join!(one.stop(), two.stop());
    for mut socket in sockets {
        assert_eq!(socket.closed().await.0, 1001);
    }
    drop((proxy, database));
}

/// What looks like an instance, is ready, and hangs up on everything else when it has read it. Gives how often it did.
async fn hangs_up() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answer_probes(connection, Arc::clone(&counted)));
        }
    });
    (address, count)
}

async fn answer_probes(mut connection: TcpStream, hung_up: Arc<AtomicUsize>) {
    let mut asked = vec![0; 16 * 1024];
    let length = connection.read(&mut asked).await.unwrap_or_default();
    if asked[..length].starts_with(b"GET /health/ready ") {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        connection.write_all(answer).await.unwrap();
    } else if length > 0 {
        hung_up.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_answered_is_sent_again_only_where_that_does_no_harm() {
    let database = Database::new(Engine::Postgres).await;
    succeed(database.url(), &["migrate"]).await;
    let instance = Instance::start(database.url()).await;
    let (address, hung_up) = hangs_up().await;
    let proxy = HaProxy::start(instance.address(), &address).await;
    let api = Api::new(proxy.url());
    let heard = || hung_up.swap(0, Ordering::Relaxed);
    let begun = Instant::now();
    while heard() == 0 {
        assert!(begun.elapsed() < PATIENCE, "{}", proxy.log());
        drop(api.get("/").await);
    }

    for _ in 0..10 {
        assert_eq!(api.get("/graphql?query=%7B__typename%7D").await.status, 200);
    }
    assert!(heard() > 0, "a query by GET is asked again");

    let mutation = |name: &str| {
        let input = json!({ "input": { "name": name, "creditLimit": "1" } });
        json!({ "query": document("createCustomer"), "variables": input }).to_string()
    };
    for _ in 0..10 {
        let keyed = api.request(Method::POST, "/graphql").header("content-type", "application/json");
        let keyed = keyed.header("idempotency-key", unique("key")).body(mutation("Keyed"));
        let answer = docket_tests::api::send(keyed).await;
        assert_eq!(wrong(&answer, "createCustomer"), None);
    }
    assert!(heard() > 0, "what has a key is asked again");
    assert_eq!(database.number("SELECT count(*) FROM customer").await, 10);

    let mut failed = 0;
    for _ in 0..10 {
        let unkeyed = api.request(Method::POST, "/graphql").header("content-type", "application/json");
        // On a connection that has served requests before, HAProxy hangs up instead of answering 502.
        let answer = unkeyed.body(mutation("Unkeyed")).send().await;
        failed += usize::from(answer.map_or(502, |answer| answer.status().as_u16()) == 502);
    }
    assert!(failed > 0, "some of them go to the one that hangs up");
    assert_eq!(failed, heard(), "what has no key is sent once");
    let stored = database.number("SELECT count(*) FROM customer").await;
    assert_eq!(usize::try_from(stored).unwrap(), 20 - failed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_stay_in_the_house_and_names_of_others_are_refused() {
    let house = House::new().await;
    assert_eq!(house.api().get("/metrics").await.status, 404);
    let page = house.api().request(Method::GET, "/graphql?query=%7B__typename%7D").header("host", "evil.example");
    let answer = docket_tests::api::send(page).await;
    assert_eq!(answer.status, 421);
    let body: Json = answer.json();
    assert_eq!(body["errors"][0]["extensions"]["code"], "MISDIRECTED_REQUEST");
}
