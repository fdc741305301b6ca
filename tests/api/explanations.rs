//! `explain`: why a stored value is what it is.

use docket_tests::facts;
use docket_tests::world::{World, id, list, text};
use serde_json::{Value as Json, json};

const DOCUMENT: &str = "query($entity: ExplainableEntity!, $id: ID!, $field: String!, $first: Int, $after: String) {
    explain(entity: $entity, id: $id, field: $field, first: $first, after: $after) {
        __typename
        ... on NotExplained { code message explainedFields }
        ... on Explanation { ...one rest { count value text endCursor } terms {
            ...one terms { ...one terms { ...one terms { ...one terms { id } } } }
        } }
    }
}
fragment one on Explanation { id label field value text rule { name kind sentence } }";

async fn explain(world: &World, entity: &str, id: &str, field: &str) -> Json {
    let variables = json!({ "entity": entity, "id": id, "field": field });
    world.api.ask(DOCUMENT, &variables).await["explain"].take()
}

/// A page of the terms of a customer's balance.
async fn page(world: &World, customer: &str, first: u32, after: &Json) -> Json {
    let variables = json!({ "entity": "CUSTOMER", "id": customer, "field": "balance", "first": first, "after": after });
    world.api.ask(DOCUMENT, &variables).await["explain"].take()
}

facts! {
    async fn a_balance_leads_down_to_orders_items_and_prices(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let first = world.order(&customer, &[(&product, "5.5")]).await;
        let second = world.order(&customer, &[(&product, "18")]).await;
        let shipped = world.order(&customer, &[(&product, "1")]).await;
        world.done("shipOrder", json!({ "id": shipped["id"] })).await;

        let balance = explain(world, "CUSTOMER", &customer, "balance").await;
        let whole = format!("balance 235 = order {}: 55 + order {}: 180", first["number"], second["number"]);
        assert_eq!((&balance["__typename"], text(&balance["text"])), (&json!("Explanation"), whole.as_str()));
        assert_eq!((&balance["id"], &balance["field"], &balance["value"]), (&json!(customer), &json!("balance"), &json!("235")));
        assert_eq!((&balance["rule"]["name"], &balance["rule"]["kind"]), (&json!("customer.balance"), &json!("SUM")));
        assert_eq!(balance["rest"], json!(null));
        let total = &balance["terms"][0];
        assert_eq!((&total["id"], &total["field"], &total["value"]), (&first["id"], &json!("amountTotal"), &json!("55")));
        let amount = &total["terms"][0];
        assert_eq!((&amount["id"], &amount["value"]), (&first["items"][0]["id"], &json!("55")));
        let price = &list(&amount["terms"])[1];
        assert_eq!((&price["field"], &price["value"], &price["rule"]["kind"]), (&json!("unitPrice"), &json!("10"), &json!("COPY")));
        let source = &price["terms"][0];
        assert_eq!((&source["id"], &source["rule"], &source["terms"]), (&json!(product), &json!(null), &json!([])));
    }

    async fn each_entity_explains_what_its_rules_fill(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let order = world.order(&customer, &[(&product, "2")]).await;
        let (order, item) = (id(&order), id(&order["items"][0]));
        for (entity, of, field, value) in [
            ("CUSTOMER", &customer, "openOrders", "1"),
            ("CUSTOMER", &customer, "open_orders", "1"),
            ("CUSTOMER", &customer, "currency", "EUR"),
            ("ORDER", &order, "amountTotal", "20"),
            ("ORDER", &order, "itemCount", "1"),
            ("ITEM", &item, "amount", "20"),
            ("ITEM", &item, "unitPrice", "10"),
        ] {
            let found = explain(world, entity, of, field).await;
            assert_eq!((&found["__typename"], &found["value"]), (&json!("Explanation"), &json!(value)), "{entity} {field}");
        }
    }

    async fn what_cannot_be_explained_is_said_with_what_can(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let gone = "customer_01h2xcejqtf2nbrexx3vqjhp41".to_owned();
        for (entity, of, field, code) in [
            ("CUSTOMER", &customer, "nope", "UNKNOWN_FIELD"),
            ("CUSTOMER", &customer, "", "UNKNOWN_FIELD"),
            ("CUSTOMER", &customer, "balance; DROP TABLE customer", "UNKNOWN_FIELD"),
            ("CUSTOMER", &customer, "creditLimit", "NO_RULE"),
            ("PRODUCT", &product, "unitPrice", "NO_RULE"),
            ("CUSTOMER", &gone, "balance", "NOT_FOUND"),
            ("CUSTOMER", &product, "balance", "NOT_FOUND"),
            ("ORDER", &customer, "amountTotal", "NOT_FOUND"),
            ("CUSTOMER", &"nonsense".to_owned(), "balance", "NOT_FOUND"),
            ("CUSTOMER", &String::new(), "balance", "NOT_FOUND"),
        ] {
            let found = explain(world, entity, of, field).await;
            assert_eq!((&found["__typename"], &found["code"]), (&json!("NotExplained"), &json!(code)), "{entity} {field}");
            assert!(text(&found["message"]).len() > 20, "{found}");
            let fields = list(&found["explainedFields"]);
            assert_eq!(fields.contains(&json!("balance")), entity == "CUSTOMER", "{found}");
        }
    }

    async fn an_entity_that_does_not_exist_fits_no_schema(world: World) {
        let document = "{ explain(entity: TENANT, id: \"x\", field: \"y\") { __typename } }";
        assert_eq!(world.api.graphql(document, &json!({})).await.code(), "GRAPHQL_VALIDATION_FAILED");
    }

    async fn terms_come_by_pages_and_what_is_not_listed_is_added_up(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("1").await);
        let mut orders = Vec::new();
        for quantity in ["1", "2", "3", "4", "5"] {
            orders.push(id(&world.order(&customer, &[(&product, quantity)]).await));
        }
        let (mut seen, mut after, mut rests) = (Vec::new(), json!(null), Vec::new());
        loop {
            let found = page(world, &customer, 2, &after).await;
            seen.extend(list(&found["terms"]).iter().map(id));
            rests.push(text(&found["rest"]["text"]).to_owned());
            after = found["rest"]["endCursor"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(seen, orders);
        assert_eq!(rests, ["3 more: 12", "3 more: 8", "4 more: 10"]);
        assert_eq!(page(world, &customer, 5, &json!(null)).await["rest"], json!(null));
    }

    async fn a_page_that_cannot_be_meant_is_refused(world: World) {
        let customer = world.customer("1000").await;
        for (first, after, code) in [
            (json!(0), json!(null), "BAD_USER_INPUT"),
            (json!(-1), json!(null), "BAD_USER_INPUT"),
            (json!(51), json!(null), "BAD_USER_INPUT"),
            (json!(1), json!("nonsense"), "BAD_CURSOR"),
            (json!(1), json!("cAAAAAAAAAAA"), "BAD_CURSOR"),
        ] {
            let variables = json!({ "entity": "CUSTOMER", "id": customer, "field": "balance", "first": first, "after": after });
            assert_eq!(world.api.graphql(DOCUMENT, &variables).await.code(), code, "{first} {after}");
        }
    }
}
