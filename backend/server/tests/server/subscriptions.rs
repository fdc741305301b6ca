//! Subscriptions through a real WebSocket: who comes back with its cursor misses nothing and sees nothing twice.

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::id::{EventId, TenantId};
use docket_domain::tenant::commands::CreateTenant;
use docket_domain::{Actor, Docket};
use serde_json::json;

use crate::shop::{Shop, on_both};

const SHIPPED: &str = "subscription($after: String) {
    orderShipped(after: $after) { cursor eventId type occurredAt order { id status } payload }
}";
const CHANGED: &str = "subscription($filter: OrderChangedFilter, $after: String) {
    orderChanged(filter: $filter, after: $after) { cursor eventId type order { id version customer { name } } }
}";

/// The ids of all events of one type, in order.
async fn told(shop: &Shop, kind: &str) -> Vec<String> {
    let events = shop.events().await.into_iter().filter(|event| event.r#type == kind);
    events.map(|event| EventId(event.id).to_string()).collect()
}

on_both! {
    async fn who_reconnects_with_its_cursor_misses_nothing_and_sees_nothing_twice(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.subscribe("1", SHIPPED, json!({})).await;
        // The answer says that the subscription stands.
        client.subscribe("2", "{ __typename }", json!({})).await;
        client.data("2").await;
        client.receive().await;

        let (docket, actor, order) = (shop.docket.clone(), shop.actor.clone(), shop.new_order(1));
        let clients = tokio::spawn(async move {
            for _ in 0..60 {
                let id = docket.execute(&actor, &order).await.unwrap();
                let ship = docket_domain::order::commands::ShipOrder { id, expected_version: None };
                docket.execute(&actor, &ship).await.unwrap();
            }
        });
        let mut seen = Vec::new();
        while seen.len() < 60 {
            let event = client.data("1").await["orderShipped"].clone();
            assert_eq!(event["order"]["id"], event["payload"]["id"]);
            seen.push(event["eventId"].as_str().unwrap().to_owned());
            if seen.len() % 7 == 0 {
                // The line is cut while events are on their way.
                drop(client);
                client = server.connect().await;
                client.subscribe("1", SHIPPED, json!({ "after": event["cursor"] })).await;
            }
        }
        clients.await.unwrap();
        assert_eq!(seen, told(&shop, "order.shipped").await);
    }

    async fn a_subscriber_of_another_instance_sees_the_same(shop: Shop) {
        let other = Docket::open(&shop.url).await.unwrap();
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.subscribe("1", CHANGED, json!({})).await;
        client.subscribe("2", "{ __typename }", json!({})).await;
        client.data("2").await;
        client.receive().await;
        let order = other.execute(&shop.actor, &shop.new_order(1)).await.unwrap();
        let event = client.data("1").await["orderChanged"].clone();
        assert_eq!(event["order"]["id"], order.to_string());
    }

    async fn an_event_shows_the_order_as_it_is_and_its_payload_as_it_was(shop: Shop) {
        let order = shop.order().await;
        shop.place().await;
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.subscribe("1", CHANGED, json!({ "filter": { "orderId": order.to_string() }, "after": "cAAAAAAAAAAA" })).await;
        let cursor = client.data("1").await["orderChanged"]["cursor"].clone();
        shop.ship(order).await;
        shop.unship(order).await;
        shop.place().await;
        client.send(&json!({ "id": "1", "type": "complete" })).await;
        let mut client = server.connect().await;
        client.subscribe("1", SHIPPED, json!({ "after": cursor })).await;
        let event = client.data("1").await["orderShipped"].clone();
        assert_eq!(event["type"], "order.shipped");
        assert_eq!((&event["order"]["status"], &event["payload"]["status"]), (&json!("OPEN"), &json!("SHIPPED")));
        assert_eq!(event["payload"]["items"][0]["product"]["name"], "Oak board");
    }

    async fn without_a_cursor_it_begins_now(shop: Shop) {
        shop.order().await;
        shop.place().await;
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.subscribe("1", CHANGED, json!({})).await;
        client.subscribe("2", "{ __typename }", json!({})).await;
        client.data("2").await;
        client.receive().await;
        let order = shop.order().await;
        assert_eq!(client.data("1").await["orderChanged"]["order"]["id"], order.to_string());
    }

    async fn a_filter_narrows(shop: Shop) {
        let server = shop.serve().await;
        let (one, two) = (shop.order().await, shop.order().await);
        shop.note(one, "a").await;
        shop.ship(two).await;
        shop.note(one, "b").await;
        shop.place().await;
        let mut client = server.connect().await;
        let beginning = "cAAAAAAAAAAA";
        client.subscribe("1", CHANGED, json!({ "filter": { "orderId": one.to_string() }, "after": beginning })).await;
        for _ in 0..3 {
            assert_eq!(client.data("1").await["orderChanged"]["order"]["id"], one.to_string());
        }
        client.send(&json!({ "id": "1", "type": "complete" })).await;
        let filter = json!({ "status": ["SHIPPED"], "customerId": shop.customer.to_string() });
        client.subscribe("2", CHANGED, json!({ "filter": filter, "after": beginning })).await;
        assert_eq!(client.data("2").await["orderChanged"]["order"]["id"], two.to_string());
        client.subscribe("3", CHANGED, json!({ "filter": { "customerId": "nobody" }, "after": beginning })).await;
        client.subscribe("4", "{ __typename }", json!({})).await;
        client.data("4").await;
    }

    async fn events_of_another_tenant_are_not_seen(shop: Shop) {
        let server = shop.serve().await;
        let mut client = server.connect().await;
        client.subscribe("1", CHANGED, json!({ "after": "cAAAAAAAAAAA" })).await;
        let stranger = Actor::new(TenantId(SystemClock.id()), "stranger");
        let create = CreateTenant { name: "Other".to_owned(), currency: "EUR".to_owned(), minor_unit: 2 };
        shop.docket.execute(&stranger, &create).await.unwrap();
        crate::shop::fill(&shop.docket, &stranger).await;
        shop.place().await;
        let own = shop.order().await;
        assert_eq!(client.data("1").await["orderChanged"]["order"]["id"], own.to_string());
    }

    async fn a_cursor_that_cannot_be_meant_is_refused(shop: Shop) {
        shop.order().await;
        shop.place().await;
        let server = shop.serve().await;
        let mut client = server.connect().await;
        // Not one of ours, one of a list, and one of event 2, which has not happened.
        for cursor in ["nonsense", "", "AZMAAAAAcACAAAAAAAAAAQ", "cAAAAAAAAAAC"] {
            assert_eq!(client.refused(SHIPPED, json!({ "after": cursor })).await, "BAD_CURSOR", "{cursor}");
            assert_eq!(client.refused(CHANGED, json!({ "after": cursor })).await, "BAD_CURSOR", "{cursor}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn queries_and_mutations_run_on_sockets_too() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let mut client = server.connect().await;
    let input = json!({ "sku": "NAIL", "name": "Nail", "unitPrice": "0.03" });
    let mutation = "mutation($input: CreateProductInput!) { createProduct(input: $input) { product { sku } } }";
    client.subscribe("1", mutation, json!({ "input": input })).await;
    assert_eq!(client.data("1").await["createProduct"]["product"]["sku"], "NAIL");
    assert_eq!(client.receive().await, json!({ "type": "complete", "id": "1" }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_asks_for_too_much_is_refused_on_sockets_too() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let mut client = server.connect().await;
    let deep = format!("subscription {}", "{a".repeat(600));
    assert_eq!(client.refused(&deep, json!({})).await, "QUERY_TOO_COMPLEX");
    assert_eq!(client.refused("subscription { nope }", json!({})).await, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(client.refused("subscription {", json!({})).await, "GRAPHQL_PARSE_FAILED");
    for id in 0..20 {
        client.subscribe(&id.to_string(), SHIPPED, json!({})).await;
    }
    assert_eq!(client.refused(SHIPPED, json!({})).await, "TOO_MANY_REQUESTS");
    client.send(&json!({ "id": "7", "type": "complete" })).await;
    client.subscribe("again", "{ __typename }", json!({})).await;
    client.data("again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_leads_its_own_name_here_gets_no_socket() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let mut rebound = server.request();
    rebound.headers_mut().insert("host", "evil.example:8000".parse().unwrap());
    rebound.headers_mut().insert("origin", "http://evil.example:8000".parse().unwrap());
    assert_eq!(server.refuses(rebound).await, 421);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_stops_says_so() {
    let shop = Shop::sqlite().await;
    let server = shop.serve().await;
    let mut client = server.connect().await;
    client.subscribe("1", SHIPPED, json!({})).await;
    server.sockets.close();
    assert_eq!(client.closed().await, 1001);
    server.way_out.stop().await;
}
