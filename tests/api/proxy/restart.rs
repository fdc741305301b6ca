//! Instances that are started anew, one after the other, while people work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use docket_tests::api::{Answer, Api};
use docket_tests::world::{document, id, order_of, unique};
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{CUSTOMERS, House, wrong};

/// What is wrong with the answer to a document.
async fn asked(api: &Api, document: &str, input: &Json, field: &str) -> Option<String> {
    let body = json!({ "query": document, "variables": input }).to_string();
    let request = api.request(Method::POST, "/graphql").header("content-type", "application/json").body(body);
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return Some(format!("{error:?}")),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    wrong(&Answer { status, headers, body: response.bytes().await.unwrap_or_default().to_vec() }, field)
}

/// Reads and takes orders until told to stop; gives what went wrong.
async fn load(
    api: Api,
    customer: String,
    product: String,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicUsize>,
) -> Vec<String> {
    let mut failed = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let input = json!({ "input": order_of(&customer, &[(&product, "1")]) });
        failed.extend(asked(&api, &document("createOrder"), &input, "createOrder").await);
        failed.extend(asked(&api, CUSTOMERS, &json!({}), "customers").await);
        done.fetch_add(1, Ordering::Relaxed);
    }
    failed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_are_started_anew_under_load_and_no_request_fails() {
    let mut house = House::new().await;
    let api = house.api();
    let customer = json!({ "input": { "name": "Alder & Finch", "creditLimit": "1000000" } });
    let customer = id(&api.ask(&document("createCustomer"), &customer).await["createCustomer"]["customer"]);
    let product = json!({ "input": { "sku": unique("SKU"), "name": "Oak board", "unitPrice": "1" } });
    let product = id(&api.ask(&document("createProduct"), &product).await["createProduct"]["product"]);

    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..6)
        .map(|_| {
            let api = Api::new(house.proxy.url());
            tokio::spawn(load(api, customer.clone(), product.clone(), Arc::clone(&stop), Arc::clone(&done)))
        })
        .collect();
    for _ in 0..2 {
        house.one.restart().await;
        house.both_are_asked().await;
        house.two.restart().await;
        house.both_are_asked().await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut failed = Vec::new();
    for client in clients {
        failed.extend(client.await.unwrap());
    }
    let done = done.load(Ordering::Relaxed);
    assert!(failed.is_empty(), "{} of {} requests: {failed:#?}", failed.len(), done * 2);
    let stored = house.database.number("SELECT count(*) FROM orders").await;
    assert_eq!(usize::try_from(stored).unwrap(), done);
    assert!(done > 50, "only {done} orders");
}
