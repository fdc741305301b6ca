//! Our side: clients that send createOrder with 3 items, each as soon as it has its last answer.

use std::time::{Duration, Instant};

use docket_tests::api::Api;
use docket_tests::database::Engine;
use docket_tests::process;
use docket_tests::server::Server;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tokio::task::JoinSet;

use crate::Spread;

/// As many as the limit has.
const CUSTOMERS: usize = 1_000;
const PRODUCTS: usize = 10_000;
/// Mutations that one request of the preparation carries.
const BATCH: usize = 25;

const CREATE: &str = "mutation ($input: CreateOrderInput!) \
    { createOrder(input: $input) { order { id number amountTotal } userErrors { code message } } }";

/// What clients order from.
pub(crate) struct Load {
    clients: usize,
    customers: Vec<String>,
    products: Vec<String>,
}

/// What one turn gave.
pub(crate) struct Round {
    pub(crate) per_second: f64,
    pub(crate) server_micros: f64,
    pub(crate) database_micros: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Statements an order, also those that give positions and publish; without BEGIN, COMMIT and ROLLBACK.
    pub(crate) statements: f64,
}

impl Load {
    pub(crate) async fn prepare(server: &Server, clients: usize) -> Self {
        let customer = |at| {
            format!(
                "createCustomer(input: {{ name: \"Customer {at}\", creditLimit: \"900000000000\" }}) {{ it: customer {{ id }} }}"
            )
        };
        let product = |at: usize| {
            let price = 100 + at % 500;
            format!(
                "createProduct(input: {{ sku: \"P{at}\", name: \"Product {at}\", unitPrice: \"{}.{:02}\" }}) {{ it: product {{ id }} }}",
                price / 100,
                price % 100
            )
        };
        let customers = enter(server, CUSTOMERS, customer).await;
        let products = enter(server, PRODUCTS, product).await;
        Self { clients, customers, products }
    }

    pub(crate) async fn run(&self, server: &Server, engine: Engine, spread: Spread, length: Duration) -> Round {
        let database = (engine == Engine::Postgres).then(database_process);
        let used = || (process::seconds(server.id()), database.map_or(0.0, process::seconds));
        let sent = statements(server).await;
        let (before, begun) = (used(), Instant::now());
        let mut clients = JoinSet::new();
        for client in 0..self.clients {
            let (api, until) = (server.api(), begun + length);
            let orders = self.orders(client, spread);
            clients.spawn(async move { send(&api, orders, until).await });
        }
        let mut waits = clients.join_all().await.concat();
        let (after, seconds) = (used(), begun.elapsed().as_secs_f64());
        waits.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let orders = waits.len() as f64;
        let at = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        Round {
            per_second: orders / seconds,
            server_micros: (after.0 - before.0) / orders * 1e6,
            database_micros: (after.1 - before.1) / orders * 1e6,
            p50_ms: at(50),
            p99_ms: at(99),
            statements: (statements(server).await - sent) / orders,
        }
    }

    /// Prints how long it takes to say why the balance of the busiest customer is what it is.
    pub(crate) async fn explain(&self, server: &Server) {
        let query = "query ($id: ID!) { explain(entity: CUSTOMER, id: $id, field: \"balance\") \
            { ... on Explanation { text } } customer(id: $id) { openOrders } }";
        let begun = Instant::now();
        let answer = server.api().ask(query, &json!({ "id": self.customers[0] })).await;
        let (took, orders) = (begun.elapsed(), &answer["customer"]["openOrders"]);
        assert!(answer["explain"]["text"].is_string(), "not explained: {answer}");
        println!("a balance of {orders} orders explained in {:.1} ms", took.as_secs_f64() * 1e3);
    }

    /// A client's orders, the same in every run: a generator of its own, by its number.
    fn orders(&self, client: usize, spread: Spread) -> impl Iterator<Item = Json> + Send + use<> {
        let (customers, products) = (self.customers.clone(), self.products.clone());
        let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(client as u64 + 1);
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap_or_default()
        };
        std::iter::repeat_with(move || {
            let customer = if spread == Spread::Hot { 0 } else { next(customers.len()) };
            let mut item =
                |quantity: usize| json!({ "productId": products[next(products.len())], "quantity": quantity });
            let items = [item(3), item(1), item(2)];
            json!({ "customerId": customers[customer], "items": items })
        })
    }
}

/// Sends orders until the time is over; gives how long each took.
async fn send(api: &Api, orders: impl Iterator<Item = Json>, until: Instant) -> Vec<Duration> {
    let mut waits = Vec::new();
    for order in orders {
        let begun = Instant::now();
        if begun >= until {
            break;
        }
        let answer = api.ask(CREATE, &json!({ "input": order })).await;
        assert!(answer["createOrder"]["order"].is_object(), "refused: {answer}");
        waits.push(begun.elapsed());
    }
    waits
}

/// Enters many rows, several in a request and several requests at once; gives their ids.
async fn enter(server: &Server, count: usize, mutation: impl Fn(usize) -> String) -> Vec<String> {
    let api = server.api();
    let documents: Vec<String> = (0..count)
        .step_by(BATCH)
        .map(|start| {
            let fields = (start..count.min(start + BATCH)).map(|at| format!("m{at}: {}", mutation(at)));
            format!("mutation {{ {} }}", fields.collect::<Vec<_>>().join(" "))
        })
        .collect();
    let mut ids = Vec::with_capacity(count);
    for documents in documents.chunks(8) {
        let none = json!({});
        for answer in join_all(documents.iter().map(|document| api.ask(document, &none))).await {
            let entered = answer.as_object().into_iter().flatten();
            ids.extend(entered.map(|(_, payload)| payload["it"]["id"].as_str().expect("an id").to_owned()));
        }
    }
    ids
}

/// How many statements the server has sent to its database.
async fn statements(server: &Server) -> f64 {
    let metrics = server.api().get("/metrics").await.text();
    let line = metrics.lines().find_map(|line| line.strip_prefix("docket_database_statements_total "));
    line.and_then(|count| count.parse().ok()).expect("the metric docket_database_statements_total")
}

/// PostgreSQL's first process, whose children serve the connections.
fn database_process() -> u32 {
    let id = std::env::var("DOCKET_BENCH_POSTGRES_ID").ok().and_then(|text| text.parse().ok());
    id.expect("run this by `cargo xtask bench`")
}
