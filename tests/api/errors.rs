//! The two closed lists of docs/ERRORS.md, met at the door.

use std::collections::BTreeMap;

use docket_tests::api::{Answer, send};
use docket_tests::database::Engine;
use docket_tests::world::{World, id, list, order_of, text, unique};
use docket_tests::{command, facts};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

const PAGE: &str = include_str!("../../docs/ERRORS.md");

/// The codes of the page's first table, with their statuses.
fn listed() -> BTreeMap<&'static str, &'static str> {
    let (errors, _) = PAGE.split_once("## `userErrors`").unwrap();
    let cells = |row: &'static str| row.split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<_>>();
    let rows = errors.lines().filter(|line| line.starts_with("| `")).map(cells);
    rows.map(|cells| (cells[1], cells[2])).collect()
}

/// Sends a request that must be answered by nothing but an error; gives its code.
async fn refused(request: RequestBuilder) -> (Answer, String) {
    let own = unique("caller");
    let own_type = "application/graphql-response+json";
    let answer = send(request.header("x-request-id", &own).header("accept", own_type)).await;
    let body = answer.json();
    assert!(body.get("data").is_none(), "{body:#}");
    for error in list(&body["errors"]) {
        assert_eq!(error["extensions"]["requestId"], json!(own), "{body:#}");
        assert!(text(&error["message"]).len() > 10, "{body:#}");
    }
    assert_eq!(answer.header("x-request-id"), own);
    let code = answer.code();
    (answer, code)
}

#[tokio::test]
async fn the_command_prints_the_page() {
    assert_eq!(command::succeed("sqlite://unused.db", &["errors"]).await, PAGE);
}

facts! {
    async fn whatever_is_no_request_has_a_listed_code_with_its_status_and_the_callers_id(world: World) {
        let post = |body: &str| {
            world.api.request(Method::POST, "/graphql").header("content-type", "application/json").body(body.to_owned())
        };
        let ask = |document: &str| post(&json!({ "query": document }).to_string());
        let twice = format!("{{ {} }}", (0..61).fold(String::new(), |all, at| format!("{all} a{at}: tenant {{ name }}")));
        for (expected, request) in [
            ("BAD_REQUEST", post("[]")),
            ("METHOD_NOT_ALLOWED", world.api.request(Method::PUT, "/graphql")),
            ("UNSUPPORTED_MEDIA_TYPE", world.api.request(Method::POST, "/graphql").body("{}")),
            ("PAYLOAD_TOO_LARGE", post(&" ".repeat(2 << 20))),
            ("GRAPHQL_PARSE_FAILED", ask("{")),
            ("GRAPHQL_VALIDATION_FAILED", ask("{ nothing }")),
            ("QUERY_TOO_COMPLEX", ask(&twice)),
            ("MISDIRECTED_REQUEST", ask("{ tenant { name } }").header("host", "evil.example")),
        ] {
            let (answer, code) = refused(request).await;
            assert_eq!(code, expected);
            let status = match listed()[expected] { "" => "400", status => status };
            assert_eq!(answer.status.to_string(), status, "{expected}");
        }
    }

    async fn errors_of_fields_have_listed_codes_and_the_requests_id(world: World) {
        for (expected, document) in [
            ("BAD_USER_INPUT", "{ orders(first: 1000) { totalCount } }"),
            ("BAD_CURSOR", "{ orders(after: \"x\") { totalCount } }"),
        ] {
            let answer = world.api.graphql(document, &json!({})).await;
            assert_eq!((answer.status, answer.code().as_str(), listed()[expected]), (200, expected, ""));
            let error = &answer.json()["errors"][0];
            assert_eq!(error["extensions"]["requestId"], answer.header("x-request-id"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_are_logged_as_refused_and_never_as_faults() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let sku = json!({ "sku": unique("SKU"), "name": "x", "unitPrice": "1" });
        world.done("createProduct", sku.clone()).await;
        let foreign = "order_01h2xcejqtf2nbrexx3vqjhp41";
        let priced = json!({ "productId": product, "quantity": "1", "expectedUnitPrice": "9" });
        let priced = json!({ "customerId": customer, "items": [priced] });
        let refusals = [
            ("CREDIT_LIMIT_EXCEEDED", "createOrder", order_of(&customer, &[(&product, "10")])),
            ("STALE_VERSION", "shipOrder", json!({ "id": order, "expectedVersion": 7 })),
            ("NOT_FOUND", "shipOrder", json!({ "id": foreign })),
            ("INVALID_INPUT", "createOrder", order_of(&customer, &[])),
            ("INVALID_ID", "shipOrder", json!({ "id": customer })),
            ("DUPLICATE_VALUE", "createProduct", sku),
            ("ACTION_NOT_ALLOWED", "unshipOrder", json!({ "id": order })),
            ("RULE_VIOLATED", "updateCustomer", json!({ "id": customer, "creditLimit": "-1" })),
            (
                "VALUE_OVERFLOW",
                "addItem",
                json!({ "orderId": order, "productId": world.product("999999999").await, "quantity": "1000000" }),
            ),
            ("PRICE_MOVED", "createOrder", priced),
        ];
        let count = refusals.len();
        for (code, mutation, input) in refusals {
            let refusal = world.refused(mutation, input).await;
            assert_eq!(refusal["code"], code);
            assert!(PAGE.contains(&format!("| `{code}` | `{}` |", text(&refusal["__typename"]))), "{code}");
        }
        let log = world.server.log();
        assert_eq!(log.matches("\"outcome\":\"refused\"").count(), count, "{log}");
        let loud: Vec<&str> =
            log.lines().filter(|line| line.contains("\"ERROR\"") || line.contains("\"WARN\"")).collect();
        assert_eq!(loud, [""; 0]);
    }
}
