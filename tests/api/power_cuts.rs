//! A server that is killed between a commit and its answer: who sends the request again under its key learns what became
//! of it, and nothing is done twice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, document, order_of, unique};
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value as Json, json};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// How many people order while the power goes.
const SENDERS: usize = 6;
/// How often the power goes at least, and at most until it has gone at each moment of a request.
const FEWEST_ROUNDS: usize = 8;
const MOST_ROUNDS: usize = 60;

/// What is left at least of a lease when its holder dies.
const LEASE: Duration = Duration::from_secs(3);
/// How long publishing may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An order under a key, which it carries as a note, too.
struct Wish {
    key: String,
    input: Json,
}

impl Wish {
    fn new(customer: &str, product: &str) -> Self {
        let key = unique("key");
        let mut input = order_of(customer, &[(product, "1")]);
        input["notes"] = json!(key);
        Self { key, input }
    }

    /// What the server answers; nothing when it is gone before it has.
    async fn send(&self, world: &World) -> Option<(u16, Json)> {
        let body = json!({ "query": document("createOrder"), "variables": { "input": self.input } });
        let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
        let response = request.header("idempotency-key", &self.key).body(body.to_string()).send().await.ok()?;
        let status = response.status().as_u16();
        Some((status, serde_json::from_slice(&response.bytes().await.ok()?).ok()?))
    }

    /// The order that the server answers with in the end: what a dead server has left half done may hold the key for a
    /// moment.
    async fn send_again(&self, world: &World) -> Json {
        let begun = Instant::now();
        loop {
            let (status, mut answer) = self.send(world).await.unwrap();
            if status != 409 {
                assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
                return answer["data"]["createOrder"]["order"].take();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the key of a dead server is never free again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What was stored before the power went is what is answered now; what was not is carried out now.
    async fn ends_well(&self, world: &World, answer: Option<(u16, Json)>, moments: &mut Moments) {
        let database = world.server.database();
        let find = format!("SELECT number FROM orders WHERE notes = '{}'", self.key);
        let stored = database.numbers(&find).await;
        let again = self.send_again(world).await;
        match (answer, stored.as_slice()) {
            (Some((status, answer)), [_]) => {
                moments.after_answer += 1;
                assert_eq!((status, &answer["data"]["createOrder"]["order"]["id"]), (200, &again["id"]));
            }
            (None, [number]) => {
                moments.before_answer += 1;
                assert_eq!(again["number"], *number);
            }
            (None, []) => moments.before_commit += 1,
            other => panic!("answered and not stored, or stored twice: {other:?}"),
        }
        assert_eq!(database.numbers(&find).await, [again["number"].as_i64().unwrap()], "{}", self.key);
    }
}

/// How often the power went at which moment of a request.
#[derive(Debug, Default)]
struct Moments {
    before_commit: usize,
    before_answer: usize,
    after_answer: usize,
}

impl Moments {
    fn all_seen(&self) -> bool {
        self.before_commit > 0 && self.before_answer > 0
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_the_power_cut_off_is_sent_again_and_carried_out_once() {
    for engine in ENGINES {
        let mut world = World::alone(engine).await;
        let (customer, product) = (world.customer("1000000").await, world.product("1").await);
        let mut moments = Moments::default();
        for round in 1..=MOST_ROUNDS {
            let wishes: Vec<Wish> = (0..SENDERS).map(|_| Wish::new(&customer, &product)).collect();
            // The first request of a server opens what the next ones find open.
            world.load_customer(&customer).await;
            let power_cut = async {
                tokio::time::sleep(Duration::from_millis((round * 13 % 120) as u64)).await;
                world.server.kill();
            };
            let (answers, ()) = tokio::join!(join_all(wishes.iter().map(|wish| wish.send(&world))), power_cut);
            world = restarted(world).await;
            for (wish, answer) in wishes.iter().zip(answers) {
                wish.ends_well(&world, answer, &mut moments).await;
            }
            let (now, made) = (world.load_customer(&customer).await, round * SENDERS);
            assert_eq!((&now["openOrders"], &now["balance"]), (&json!(made), &json!(made.to_string())));
            if round >= FEWEST_ROUNDS && moments.all_seen() {
                break;
            }
        }
        assert!(moments.all_seen(), "{engine:?}: {moments:?}");
    }
}

/// Nobody else can have held what the dead server held: its successor does not wait until that ends by itself, which
/// takes five seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_power_cut_events_go_out_again_at_once() {
    let world = World::alone(Engine::Sqlite).await;
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    world.order(&customer, &[(&product, "1")]).await;
    published(&world.server).await;
    let cut = Instant::now();
    let world = restarted(world).await;
    world.order(&customer, &[(&product, "1")]).await;
    published(&world.server).await;
    assert!(cut.elapsed() < LEASE, "{:?}", cut.elapsed());
    assert!(world.server.log().contains("what it held is taken over at once"));
}

/// Waits until this server has published something.
async fn published(server: &Server) {
    let (file, begun) = (server.events().join("docket.changes.jsonl"), Instant::now());
    while std::fs::read(&file).unwrap_or_default().is_empty() {
        assert!(begun.elapsed() < PATIENCE, "nothing is published: {}", server.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn restarted(world: World) -> World {
    let server = world.server.clone();
    drop(world);
    World::on(Arc::new(Server::start_on(Arc::into_inner(server).unwrap().cut()).await))
}
