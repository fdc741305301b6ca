//! Two instances on one database, restarted one after the other while people work: no request fails, nothing is done
//! twice, and who follows misses nothing.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, Socket, pause};
use docket_tests::world::{document, id, order_of, text, unique};
use futures_util::future::join_all;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value as Json, json};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

/// How many work, and how many follow.
const WORKERS: usize = 4;
const FOLLOWERS: usize = 3;
/// How often each instance is restarted.
const ROUNDS: usize = 2;
/// How often the proxy asks who is ready; an instance serves on for a second once it is not.
const PROBE: Duration = Duration::from_millis(100);
const SERVES_ON: &str = "1";
const PATIENCE: Duration = Duration::from_secs(30);
const SHIPPED: &str = "subscription($after: String) { orderShipped(after: $after) { cursor eventId } }";

/// Two instances, and what a proxy in front of them knows.
struct Fleet {
    database: Database,
    instances: Mutex<[Option<Arc<Server>>; 2]>,
    ready: Mutex<Vec<Arc<Server>>>,
    turn: AtomicUsize,
    client: Client,
    ends: AtomicBool,
}

impl Fleet {
    async fn start() -> Arc<Self> {
        let fleet = Arc::new(Self {
            database: Database::new(Engine::Postgres).await,
            instances: Mutex::default(),
            ready: Mutex::default(),
            turn: AtomicUsize::new(0),
            client: Client::builder().no_proxy().build().unwrap(),
            ends: AtomicBool::new(false),
        });
        for at in 0..2 {
            fleet.start_instance(at).await;
        }
        fleet
    }

    async fn start_instance(&self, at: usize) {
        let server = Server::start_beside(self.database.url(), |mut command| {
            command.args(["--drain-ready-seconds", SERVES_ON]);
            command
        });
        let server = Arc::new(server.await);
        locked(&self.instances)[at] = Some(server);
    }

    /// Stops an instance as a service manager does, and starts another in its place.
    async fn restart(&self, at: usize) {
        let server = locked(&self.instances)[at].clone().expect("an instance");
        assert_eq!(server.stop().await, Some(0));
        self.start_instance(at).await;
        let begun = Instant::now();
        while locked(&self.ready).len() < 2 {
            assert!(begun.elapsed() < PATIENCE, "the new instance does not get ready");
            sleep(PROBE).await;
        }
    }

    /// Asks both again and again whether they are ready.
    async fn probe(&self) {
        while !self.ends.load(Ordering::Relaxed) {
            let instances: Vec<Arc<Server>> = locked(&self.instances).iter().flatten().cloned().collect();
            let asked = instances.into_iter().map(async |server| {
                let answer = self.client.get(format!("{}/health/ready", server.url())).send().await;
                answer.is_ok_and(|answer| answer.status() == 200).then_some(server)
            });
            *locked(&self.ready) = join_all(asked).await.into_iter().flatten().collect();
            sleep(PROBE).await;
        }
    }

    /// One of those that are ready.
    async fn pick(&self) -> Arc<Server> {
        let begun = Instant::now();
        loop {
            let ready = locked(&self.ready).clone();
            if !ready.is_empty() {
                return ready[self.turn.fetch_add(1, Ordering::Relaxed) % ready.len()].clone();
            }
            assert!(begun.elapsed() < PATIENCE, "nobody is ready");
            sleep(PROBE / 4).await;
        }
    }

    /// What a mutation answers. It is sent a second time only when the first connection was refused: then nobody has read it.
    async fn mutate(&self, mutation: &str, input: &Json) -> Json {
        let body = json!({ "query": document(mutation), "variables": { "input": input } }).to_string();
        for may_be_refused in [true, false] {
            let url = format!("{}/graphql", self.pick().await.url());
            let request = self.client.post(url).header(CONTENT_TYPE, "application/json").body(body.clone());
            match request.send().await {
                Err(error) if error.is_connect() && may_be_refused => {}
                sent => {
                    let response = sent.unwrap_or_else(|error| panic!("{mutation} failed: {error:?}"));
                    let status = response.status();
                    let mut answer: Json = response.json().await.unwrap();
                    assert!(status == 200 && answer.get("errors").is_none(), "{mutation}: {status} {answer}");
                    let payload = answer["data"][mutation].take();
                    assert_eq!(payload["userErrors"], json!([]), "{mutation}");
                    return payload;
                }
            }
        }
        panic!("{mutation}: refused by both");
    }

    /// Takes orders and ships them until the end; gives how many.
    async fn work(&self, customer: &str, product: &str) -> usize {
        let mut done = 0;
        while !self.ends.load(Ordering::Relaxed) {
            let mut input = order_of(customer, &[(product, "1")]);
            input["notes"] = json!(unique("order"));
            let order = id(&self.mutate("createOrder", &input).await["order"]);
            self.mutate("shipOrder", &json!({ "id": order })).await;
            done += 1;
        }
        done
    }

    /// Follows until so many events were seen, each time on another instance that is ready; gives their ids, and how often
    /// the server has closed.
    async fn follow(&self, wanted: &watch::Receiver<Option<usize>>) -> (Vec<String>, usize) {
        let (mut seen, mut after, mut closed) = (Vec::new(), BEGINNING.to_owned(), 0);
        let mut wanted = wanted.clone();
        loop {
            let mut socket = Socket::begin(self.pick().await.as_ref()).await;
            socket.subscribe("1", SHIPPED, json!({ "after": after })).await;
            let reason = loop {
                if wanted.borrow().is_some_and(|wanted| seen.len() >= wanted) {
                    socket.is_quiet().await;
                    return (seen, closed);
                }
                let frame = tokio::select! {
                    frame = socket.next() => frame,
                    _ = wanted.changed() => continue,
                };
                match frame.expect("a farewell") {
                    Message::Text(said) => {
                        let said: Json = serde_json::from_str(&said).unwrap();
                        if said["type"] == "next" {
                            let event = &said["payload"]["data"]["orderShipped"];
                            seen.push(text(&event["eventId"]).to_owned());
                            text(&event["cursor"]).clone_into(&mut after);
                        }
                    }
                    Message::Close(Some(frame)) => {
                        assert_eq!(u16::from(frame.code), 1001, "{frame:?}");
                        break frame.reason;
                    }
                    _ => {}
                }
            };
            closed += 1;
            sleep(pause(&reason)).await;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_are_restarted_one_by_one_and_no_request_fails() {
    let fleet = Fleet::start().await;
    let probing = tokio::spawn({
        let fleet = fleet.clone();
        async move { fleet.probe().await }
    });
    let customer = json!({ "name": "Alder & Finch", "creditLimit": "1000000" });
    let customer = id(&fleet.mutate("createCustomer", &customer).await["customer"]);
    let product = json!({ "sku": unique("SKU"), "name": "Oak board", "unitPrice": "1" });
    let product = id(&fleet.mutate("createProduct", &product).await["product"]);
    let (told, wanted) = watch::channel(None);
    let followers: Vec<_> = (0..FOLLOWERS)
        .map(|_| {
            let (fleet, wanted) = (fleet.clone(), wanted.clone());
            tokio::spawn(async move { fleet.follow(&wanted).await })
        })
        .collect();
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (fleet, customer, product) = (fleet.clone(), customer.clone(), product.clone());
            tokio::spawn(async move { fleet.work(&customer, &product).await })
        })
        .collect();
    for _ in 0..ROUNDS {
        for at in 0..2 {
            fleet.restart(at).await;
        }
    }
    fleet.ends.store(true, Ordering::Relaxed);
    let done: usize = join_all(workers).await.into_iter().map(Result::unwrap).sum();
    assert!(done > 10, "only {done} orders were taken");
    let stored =
        "SELECT count(*) FROM orders UNION ALL SELECT count(DISTINCT notes) FROM orders WHERE status = 'SHIPPED'";
    let count = i64::try_from(done).unwrap();
    assert_eq!(fleet.database.numbers(stored).await, [count, count]);

    told.send_replace(Some(done));
    let followed = timeout(PATIENCE, join_all(followers)).await.expect("events are missing");
    let server = locked(&fleet.instances)[0].clone().expect("an instance");
    let mut all = Socket::begin(&server).await;
    all.subscribe("1", SHIPPED, json!({ "after": BEGINNING })).await;
    let mut expected = Vec::new();
    while expected.len() < done {
        expected.push(text(&all.data("1").await["orderShipped"]["eventId"]).to_owned());
    }
    all.is_quiet().await;
    let mut closed = 0;
    for follower in followed {
        let (seen, times) = follower.unwrap();
        assert_eq!(seen, expected);
        closed += times;
    }
    assert!(closed >= ROUNDS, "sockets were closed {closed} times");
    probing.await.unwrap();
}
