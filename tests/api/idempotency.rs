//! The header `Idempotency-Key`: sent again, answered again, carried out once.

use docket_tests::api::{Answer, send};
use docket_tests::facts;
use docket_tests::world::{World, document, order_of, unique};
use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn keyed(world: &World, key: &str, mutation: &str, input: &Json) -> Answer {
    let body = json!({ "query": document(mutation), "variables": { "input": input } });
    let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
    send(request.header("idempotency-key", key).body(body.to_string())).await
}

facts! {
    async fn a_mutation_that_is_sent_again_is_answered_again(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let (key, input) = (unique("key"), order_of(&customer, &[(&product, "1")]));
        let first = keyed(world, &key, "createOrder", &input).await;
        let again = keyed(world, &key, "createOrder", &input).await;
        assert_eq!((first.status, first.json()), (200, again.json()));
        assert_eq!(world.load_customer(&customer).await["openOrders"], 1);
    }

    async fn a_refusal_is_answered_again(world: World) {
        let (customer, product) = (world.customer("5").await, world.product("10").await);
        let (key, input) = (unique("key"), order_of(&customer, &[(&product, "1")]));
        let first = keyed(world, &key, "createOrder", &input).await.json();
        assert_eq!(first["data"]["createOrder"]["userErrors"][0]["code"], "CREDIT_LIMIT_EXCEEDED");
        world.api.ask(&document("updateCustomer"), &json!({ "input": { "id": customer, "creditLimit": "100" } })).await;
        assert_eq!(keyed(world, &key, "createOrder", &input).await.json(), first);
    }

    async fn the_same_key_with_another_request_is_422(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let key = unique("key");
        keyed(world, &key, "createOrder", &order_of(&customer, &[(&product, "1")])).await;
        let other = keyed(world, &key, "createOrder", &order_of(&customer, &[(&product, "2")])).await;
        assert_eq!((other.status, other.code().as_str()), (422, "IDEMPOTENCY_KEY_REUSED"));
        assert_eq!(world.load_customer(&customer).await["openOrders"], 1);
    }

    async fn of_many_at_once_one_is_carried_out(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let (key, input) = (unique("key"), order_of(&customer, &[(&product, "1")]));
        for answer in join_all((0..30).map(|_| keyed(world, &key, "createOrder", &input))).await {
            match answer.status {
                200 => assert!(answer.json()["data"]["createOrder"]["order"].is_object()),
                409 => assert_eq!(answer.code(), "IDEMPOTENCY_KEY_IN_FLIGHT"),
                status => panic!("{status}: {}", answer.text()),
            }
        }
        assert_eq!(world.load_customer(&customer).await["openOrders"], 1);
    }

    /// Headers of that size are refused before anybody looks what they mean.
    async fn a_key_of_a_megabyte_is_refused(world: World) {
        let customer = world.customer("100").await;
        let mut socket = TcpStream::connect(world.server.url().trim_start_matches("http://")).await.unwrap();
        let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nidempotency-key: ";
        // The answer may come, and the connection go, before all of it is sent.
        let _ = socket.write_all(format!("{head}{}\r\n\r\n", "k".repeat(1 << 20)).as_bytes()).await;
        let mut said = [0; 12];
        if socket.read_exact(&mut said).await.is_ok() {
            assert_eq!(std::str::from_utf8(&said), Ok("HTTP/1.1 431"));
        }
        assert_eq!(world.load_customer(&customer).await["version"], 1, "the server goes on");
    }

    async fn a_key_that_cannot_be_meant_is_refused(world: World) {
        let customer = world.customer("100").await;
        let input = json!({ "id": customer, "name": "Other" });
        for key in [String::new(), "k".repeat(256), "k".repeat(8_000)] {
            let answer = keyed(world, &key, "updateCustomer", &input).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"), "{} characters", key.len());
        }
        let name = r#"updateCustomer(input: { id: "x" }) { customer { id } }"#;
        let two = json!({ "query": format!("mutation {{ a: {name} b: {name} }}") }).to_string();
        let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
        let answer = send(request.header("idempotency-key", "k").body(two)).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"));
        assert_eq!(world.load_customer(&customer).await["version"], 1);
    }
}
