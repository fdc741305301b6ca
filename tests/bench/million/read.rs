//! What people look at, over HTTP: pages of orders, and why a balance is what it is.

use std::time::{Duration, Instant};

use docket_tests::api::Api;
use serde_json::{Value as Json, json};

/// How often each is asked for, one after the other.
const TIMES: usize = 201;

const ORDERS: &str = "query($after: String, $status: [OrderStatus!], $customer: ID) \
    { orders(first: 25, after: $after, status: $status, customerId: $customer) { edges { cursor } nodes { \
      id number status amountTotal customer { id name } items { id quantity amount product { sku name } } } } }";

const COUNTED: &str = "query($status: [OrderStatus!], $customer: ID) \
    { orders(first: 1, status: $status, customerId: $customer) { totalCount edges { cursor } } }";

const EXPLAIN: &str = "query($id: ID!) { explain(entity: CUSTOMER, id: $id, field: \"balance\") { \
    __typename ... on Explanation { text rest { count } } } }";

const LARGE_ORDERS: &str = "{ customers(first: 25, where: { orders: { some: { amountTotal: { gt: \"1000\" } } } }, \
    orderBy: [{ field: BALANCE, direction: DESC }]) { nodes { id name balance creditLimit } } }";

const SEARCH: &str = "{ orders(first: 25, search: \"customer\") { nodes { id number } } }";

const TOP: &str = "{ orderTotals(by: CUSTOMER, first: 10) { amountTotal count customer { name } } }";

const BY_DAY: &str = "{ orderTotals(by: DAY) { date count amountTotal } }";

/// The names of the columns of [`pages`].
pub(crate) const PERCENTILES: [&str; 3] = ["p50", "p95", "p99"];

/// The name of each question, and percentiles of how long its answer took.
pub(crate) async fn pages(api: &Api) -> Vec<(&'static str, [Duration; 3])> {
    let customers = api.ask("{ customers(first: 50) { nodes { id openOrders } } }", &json!({})).await;
    let customer = |at: usize| customers["customers"]["nodes"][at]["id"].clone();
    let (large, usual) = (customer(0), customer(customers["customers"]["nodes"].as_array().unwrap().len() / 2));
    // A customer's orders are spread over all the time there is: the middle one is deep in the list of all.
    let of_usual = api.ask(ORDERS, &json!({ "customer": usual })).await;
    let edges = of_usual["orders"]["edges"].as_array().unwrap();
    let deep = edges[edges.len() / 2]["cursor"].clone();
    let questions = [
        ("orders, first page", ORDERS, json!({})),
        ("orders, a page deep in", ORDERS, json!({ "after": deep })),
        ("orders of a customer", ORDERS, json!({ "customer": usual })),
        ("orders of the largest customer", ORDERS, json!({ "customer": large })),
        ("orders of the largest customer, deep in", ORDERS, json!({ "customer": large, "after": deep })),
        ("orders that are open", ORDERS, json!({ "status": ["OPEN"] })),
        ("orders that are open, deep in", ORDERS, json!({ "status": ["OPEN"], "after": deep })),
        ("orders that are open or shipped", ORDERS, json!({ "status": ["OPEN", "SHIPPED"] })),
        ("orders that are open or cancelled", ORDERS, json!({ "status": ["OPEN", "CANCELLED"] })),
        ("shipped orders of a customer", ORDERS, json!({ "status": ["SHIPPED"], "customer": usual })),
        ("open orders of the largest customer", ORDERS, json!({ "status": ["OPEN"], "customer": large })),
        ("count of all orders", COUNTED, json!({})),
        ("count of open orders", COUNTED, json!({ "status": ["OPEN"] })),
        ("count of orders of the largest customer", COUNTED, json!({ "customer": large })),
        ("customers with an order above 1,000", LARGE_ORDERS, json!({})),
        ("orders that say a word", SEARCH, json!({})),
        ("top customers by value", TOP, json!({})),
        ("order totals of 30 days", BY_DAY, json!({})),
        ("explain the largest customer's balance", EXPLAIN, json!({ "id": large })),
        ("explain a customer's balance", EXPLAIN, json!({ "id": usual })),
    ];
    let mut taken = Vec::with_capacity(questions.len());
    for (name, document, variables) in questions {
        taken.push((name, percentiles(api, document, &variables).await));
    }
    taken
}

async fn percentiles(api: &Api, document: &str, variables: &Json) -> [Duration; 3] {
    let mut waits = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = api.ask(document, variables).await;
        waits.push(begun.elapsed());
        let lists = ["/orders/edges", "/orders/nodes", "/customers/nodes", "/orderTotals"];
        let found =
            lists.iter().any(|path| answer.pointer(path).and_then(Json::as_array).is_some_and(|it| !it.is_empty()));
        assert!(found || answer["explain"]["text"].is_string(), "{variables}: {answer}");
    }
    waits.sort_unstable();
    [50, 95, 99].map(|percent| waits[(TIMES - 1) * percent / 100])
}
