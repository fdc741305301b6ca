//! Many clients at once.

use docket_tests::facts;
use docket_tests::world::{World, document, id, list, order_of};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};

const CLIENTS: usize = 16;

/// Sends one mutation from each of many clients at the same time; gives the payloads.
async fn at_once(world: &World, mutation: &str, input: impl Fn(usize) -> Json) -> Vec<Json> {
    let document = document(mutation);
    let sent = (0..CLIENTS).map(|at| {
        let (api, variables, document) = (world.server.api(), json!({ "input": input(at) }), document.clone());
        async move { api.ask(&document, &variables).await }
    });
    join_all(sent).await.into_iter().map(|mut data| data[mutation].take()).collect()
}

fn accepted(payloads: &[Json]) -> usize {
    payloads.iter().filter(|payload| list(&payload["userErrors"]).is_empty()).count()
}

facts! {
    async fn the_last_credit_is_given_exactly_once(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("15").await);
        let payloads = at_once(world, "createOrder", |_| order_of(&customer, &[(&product, "1")])).await;
        assert_eq!(accepted(&payloads), 6);
        for refused in payloads.iter().filter(|payload| payload["order"].is_null()) {
            let refusal = &refused["userErrors"][0];
            assert_eq!((&refusal["code"], &refusal["attempted"]), (&json!("CREDIT_LIMIT_EXCEEDED"), &json!("105")));
        }
        let customer = world.everything_of(&customer).await;
        assert_eq!((&customer["balance"], &customer["openOrders"]), (&json!("90"), &json!(6)));
        assert_eq!(customer["orders"]["totalCount"], 6);
    }

    async fn of_many_changes_of_one_version_one_wins(world: World) {
        let customer = world.customer("1").await;
        let payloads = at_once(world, "updateCustomer", |at| json!({ "id": customer, "name": format!("Name {at}"), "expectedVersion": 1 })).await;
        assert_eq!(accepted(&payloads), 1);
        let won = payloads.iter().find(|payload| payload["customer"].is_object()).unwrap();
        assert_eq!(world.load_customer(&customer).await, won["customer"]);
        for refused in payloads.iter().filter(|payload| payload["customer"].is_null()) {
            assert_eq!(refused["userErrors"][0]["code"], "STALE_VERSION");
        }
    }

    async fn an_order_ships_once_however_often_it_is_asked_for(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let payloads = at_once(world, "shipOrder", |_| json!({ "id": order })).await;
        assert_eq!(accepted(&payloads), 1);
        let refused = payloads.iter().find(|payload| payload["order"].is_null()).unwrap();
        assert_eq!(refused["userErrors"][0]["code"], "ACTION_NOT_ALLOWED");
        assert_eq!(world.load_customer(&customer).await["balance"], "0");
    }

    async fn one_sku_is_given_once(world: World) {
        let sku = docket_tests::world::unique("Race");
        let payloads = at_once(world, "createProduct", |_| json!({ "sku": sku, "name": "x", "unitPrice": "1" })).await;
        assert_eq!(accepted(&payloads), 1);
        let refused = payloads.iter().find(|payload| payload["product"].is_null()).unwrap();
        assert_eq!(refused["userErrors"][0]["code"], "DUPLICATE_VALUE");
    }

    async fn items_that_are_added_at_once_all_count(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let payloads = at_once(world, "addItem", |_| json!({ "orderId": order, "productId": product, "quantity": "1" })).await;
        assert_eq!(accepted(&payloads), CLIENTS);
        let order = world.load_order(&order).await;
        assert_eq!((&order["amountTotal"], &order["customer"]["balance"]), (&json!("170"), &json!("170")));
        assert_eq!(order["version"], 17);
    }
}
