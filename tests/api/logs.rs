//! What the log says about a request: one line, with nothing that people entered.

use docket_tests::api::{Answer, send};
use docket_tests::database::Engine;
use docket_tests::world::{World, order_of};
use reqwest::Method;
use serde_json::{Value as Json, json};

async fn asked(world: &World, id: &str, document: &str, variables: Json) -> Answer {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let request = world.api.request(Method::POST, "/graphql").header("content-type", "application/json");
    send(request.header("x-request-id", id).body(body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_request_has_one_line_with_its_id_and_without_what_was_entered() {
    let world = World::alone(Engine::Sqlite).await;
    let create =
        "mutation Enter($name: String!) { createCustomer(input: { name: $name, creditLimit: 1 }) { customer { id } } }";
    let (customer, product) = (world.customer("1").await, world.product("60").await);
    let refused = "mutation Take($input: CreateOrderInput!) { createOrder(input: $input) { userErrors { message } } }";
    let order = json!({ "input": order_of(&customer, &[(&product, "76.543")]) });
    for (id, document, variables, expected) in [
        ("query-1", "query Look { tenant { name } }", json!({}), json!(["query", "Look", "done", 0, null])),
        ("enter-1", create, json!({ "name": "Hidden Name" }), json!(["mutation", "Enter", "done", 0, null])),
        ("take-1", refused, order, json!(["mutation", "Take", "refused", 1, "CREDIT_LIMIT_EXCEEDED"])),
        ("wrong-1", "{ nothing }", json!({}), json!(["query", null, "invalid", 0, null])),
        ("broken-1", "{", json!({}), json!(["unknown", null, "invalid", 0, null])),
    ] {
        let answer = asked(&world, id, document, variables).await;
        assert_eq!(answer.header("x-request-id"), id);
        let lines = world.server.logged_of(id);
        let [line] = lines.as_slice() else { panic!("{id}: {lines:#?}") };
        assert_eq!((&line["level"], &line["fields"]["message"]), (&json!("INFO"), &json!("answered")), "{line}");
        assert_eq!((&line["span"]["method"], &line["span"]["path"]), (&json!("POST"), &json!("/graphql")), "{line}");
        assert_eq!(line["fields"]["status"], answer.status, "{line}");
        assert!(line["fields"]["milliseconds"].is_f64(), "{line}");
        let told = ["kind", "operation", "outcome", "refused", "codes"].map(|field| line["fields"][field].clone());
        assert_eq!(json!(told), expected, "{line}");
    }
    for secret in ["Hidden Name", "76.543", &customer] {
        assert!(!world.server.log().contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn probes_and_scrapes_leave_no_lines() {
    let world = World::alone(Engine::Sqlite).await;
    for path in ["/health/ready", "/health/live", "/metrics", "/orders"] {
        let request =
            world.api.request(Method::GET, path).header("x-request-id", format!("probe{path}").replace('/', "-"));
        send(request).await;
    }
    assert_eq!(world.server.logged_of("probe-orders").len(), 1);
    for quiet in ["probe-health-ready", "probe-health-live", "probe-metrics"] {
        assert_eq!(world.server.logged_of(quiet).len(), 0, "{quiet}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_that_could_break_out_of_a_line_is_replaced() {
    let world = World::alone(Engine::Sqlite).await;
    for id in ["a b", "\"level\":\"ERROR\"", &"x".repeat(200)] {
        let answer = asked(&world, id, "{ tenant { name } }", json!({})).await;
        let own = answer.header("x-request-id").to_owned();
        assert!(own.starts_with("req_"), "{own}");
        assert_eq!(world.server.logged_of(&own).len(), 1);
    }
}
