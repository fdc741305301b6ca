//! Idempotency keys on sockets: they stand in the request's `extensions`, and do what the header does over HTTP.

use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shop::{Shop, on_both};
use crate::socket::{Client, Server};

const CREATE: &str = "mutation($input: CreateOrderInput!) {
    createOrder(input: $input) { order { id amountTotal } userErrors { code } }
}";

impl Shop {
    /// The variables of an order.
    fn wish(&self, quantity: &str) -> Value {
        let item = json!({ "productId": self.product.to_string(), "quantity": quantity });
        json!({ "input": { "customerId": self.customer.to_string(), "items": [item] } })
    }

    async fn order_count(&self) -> usize {
        self.events().await.iter().filter(|event| event.r#type == "order.changed").count()
    }
}

impl Client {
    /// Sends an operation with `extensions`.
    async fn ask(&mut self, id: &str, query: &str, variables: &Value, extensions: Value) {
        let payload = json!({ "query": query, "variables": variables, "extensions": extensions });
        self.send(&json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// What an operation with a key is answered with: its data, or the code of its error.
    async fn keyed(&mut self, query: &str, variables: &Value, key: Value) -> Result<Value, String> {
        self.ask("1", query, variables, json!({ "idempotencyKey": key })).await;
        let message = self.receive().await;
        assert_eq!(message["id"], "1");
        // What is not even begun has no answer to complete.
        if message["type"] == "next" {
            assert_eq!(self.receive().await, json!({ "type": "complete", "id": "1" }));
        }
        outcome(&message)
    }

    async fn answer(&mut self) -> (String, Result<Value, String>) {
        let message = self.receive().await;
        (message["id"].as_str().unwrap().to_owned(), outcome(&message))
    }
}

/// The data that a message tells, or the code of its error.
fn outcome(message: &Value) -> Result<Value, String> {
    let payload = &message["payload"];
    let errors = if message["type"] == "error" { payload } else { &payload["errors"] };
    let error = &errors[0]["extensions"];
    if error.is_null() {
        return Ok(payload["data"].clone());
    }
    assert!(error["requestId"].is_string(), "{message}");
    Err(error["code"].as_str().unwrap().to_owned())
}

impl Server {
    /// What HTTP answers under the header.
    async fn post(&self, query: &str, variables: &Value, key: &str) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

on_both! {
    async fn a_mutation_that_is_sent_again_is_answered_again(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        let first = client.keyed(CREATE, &shop.wish("2"), json!("a")).await.unwrap();
        assert_eq!(first["createOrder"]["order"]["amountTotal"], "20");
        drop(client);
        let mut client = server.connect().await;
        assert_eq!(client.keyed(CREATE, &shop.wish("2"), json!(" a ")).await.unwrap(), first);
        assert_eq!(server.post(CREATE, &shop.wish("2"), "a").await["data"], first, "the header is the same key");
        assert_eq!(shop.order_count().await, 1);
        let other = client.keyed(CREATE, &shop.wish("2"), json!("b")).await.unwrap();
        assert_ne!(other, first);
        client.ask("1", CREATE, &shop.wish("2"), json!({ "other": true })).await;
        assert!(client.answer().await.1.is_ok(), "without a key it is carried out each time");
        assert_eq!(shop.order_count().await, 3);
    }

    async fn a_refusal_is_answered_again(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        let refused = client.keyed(CREATE, &shop.wish("999999"), json!("a")).await.unwrap();
        assert_eq!(refused["createOrder"]["userErrors"][0]["code"], "CREDIT_LIMIT_EXCEEDED");
        assert_eq!(client.keyed(CREATE, &shop.wish("999999"), json!("a")).await.unwrap(), refused);
    }

    async fn a_key_with_another_request_is_refused(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.keyed(CREATE, &shop.wish("1"), json!("a")).await.unwrap();
        let other = client.keyed(CREATE, &shop.wish("2"), json!("a")).await;
        assert_eq!(other, Err("IDEMPOTENCY_KEY_REUSED".to_owned()));
        assert_eq!(shop.order_count().await, 1);
    }

    async fn a_key_that_is_in_flight_is_refused_at_once(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        // Somebody holds the customer, so that the first waits while the second comes.
        let others = sea_orm::Database::connect(&shop.url).await.unwrap();
        let held = others.begin().await.unwrap();
        held.execute_unprepared("UPDATE customer SET name = name").await.unwrap();
        for id in ["1", "2"] {
            client.ask(id, CREATE, &shop.wish("1"), json!({ "idempotencyKey": "a" })).await;
        }
        let (refused, answer) = client.answer().await;
        assert_eq!(answer, Err("IDEMPOTENCY_KEY_IN_FLIGHT".to_owned()));
        assert_eq!(client.receive().await, json!({ "type": "complete", "id": refused }));
        held.rollback().await.unwrap();
        let (done, answer) = client.answer().await;
        assert_ne!(done, refused);
        assert_eq!(client.receive().await["type"], "complete");
        assert_eq!(client.keyed(CREATE, &shop.wish("1"), json!("a")).await, answer);
        assert_eq!(shop.order_count().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_key_or_has_no_use_for_one_is_refused() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let mut client = server.connect().await;
    let refused = || Err("BAD_REQUEST".to_owned());
    let (long, longer) = ("k".repeat(256), "k".repeat(200_000));
    for key in [json!(""), json!(" "), json!("ü"), json!("a\nb"), json!(long), json!(longer)] {
        assert_eq!(client.keyed(CREATE, &shop.wish("1"), key).await, refused());
    }
    for key in [json!(7), json!(true), json!(null), json!(["a"]), json!({ "a": "b" })] {
        assert_eq!(client.keyed(CREATE, &shop.wish("1"), key.clone()).await, refused(), "{key}");
    }
    let rename =
        format!("updateCustomer(input: {{ id: \"{}\", name: \"x\" }}) {{ userErrors {{ code }} }}", shop.customer);
    for document in [
        "{ tenant { name } }".to_owned(),
        "subscription { orderShipped { cursor } }".to_owned(),
        format!("mutation {{ a: {rename} b: {rename} }}"),
        format!("mutation {{ ...two }} fragment two on Mutation {{ a: {rename} }}"),
    ] {
        assert_eq!(client.keyed(&document, &json!({}), json!("a")).await, refused(), "{document}");
    }
    assert_eq!(shop.order_count().await, 0);
    assert!(client.keyed(CREATE, &shop.wish("1"), json!("k".repeat(255))).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_message_that_is_too_large_closes_its_socket_and_no_other() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let (mut client, mut other) = (server.connect().await, server.connect().await);
    client.ask("1", CREATE, &shop.wish("1"), json!({ "idempotencyKey": "k".repeat(1 << 20) })).await;
    assert_eq!(client.closed().await, 1009);
    assert!(other.keyed(CREATE, &shop.wish("1"), json!("a")).await.is_ok());
    assert_eq!(shop.order_count().await, 1);
}
