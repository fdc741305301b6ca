//! What the business says no to: each refusal with its facts, and nothing stored.

use docket_tests::facts;
use docket_tests::world::{World, id, order_of, text, unique};
use serde_json::{Value as Json, json};

const STRANGER: &str = "01h2xcejqtf2nbrexx3vqjhp41";

/// A refusal that leaves a customer, its orders and their history as they were.
async fn refused(world: &World, customer: &str, mutation: &str, input: Json) -> Json {
    let before = world.everything_of(customer).await;
    let refusal = world.refused(mutation, input).await;
    assert_eq!(world.everything_of(customer).await, before, "{mutation} was refused and left traces");
    refusal
}

facts! {
    async fn an_order_over_the_limit_is_refused_with_the_amounts(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("60.50").await);
        world.order(&customer, &[(&product, "1")]).await;
        let refusal = refused(world, &customer, "createOrder", order_of(&customer, &[(&product, "1")])).await;
        assert_eq!(refusal, json!({
            "__typename": "CreditLimitExceeded", "code": "CREDIT_LIMIT_EXCEEDED", "message": refusal["message"],
            "field": [], "rule": "credit_limit", "customerId": customer,
            "limit": "100", "balance": "60.5", "attempted": "121", "excess": "21",
        }));
        assert!(text(&refusal["message"]).contains("21.00 over the credit limit of 100.00"), "{refusal}");
    }

    async fn a_cent_over_the_limit_is_refused(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("100.01").await);
        let refusal = refused(world, &customer, "createOrder", order_of(&customer, &[(&product, "1")])).await;
        assert_eq!((&refusal["attempted"], &refusal["excess"]), (&json!("100.01"), &json!("0.01")));
    }

    async fn every_way_to_owe_more_meets_the_limit(world: World) {
        let (customer, other) = (world.customer("100").await, world.customer("1000").await);
        let product = world.product("60").await;
        let shipped = id(&world.order(&customer, &[(&product, "1")]).await);
        world.done("shipOrder", json!({ "id": shipped })).await;
        let open = world.order(&customer, &[(&product, "1")]).await;
        let foreign = world.order(&other, &[(&product, "1"), (&product, "1")]).await;
        for (mutation, input) in [
            ("addItem", json!({ "orderId": open["id"], "productId": product, "quantity": "1" })),
            ("updateItem", json!({ "id": open["items"][0]["id"], "quantity": "2" })),
            ("updateItem", json!({ "id": foreign["items"][0]["id"], "orderId": open["id"] })),
            ("updateOrder", json!({ "id": foreign["id"], "customerId": customer })),
            ("unshipOrder", json!({ "id": shipped })),
        ] {
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["code"], &refusal["customerId"]), (&json!("CREDIT_LIMIT_EXCEEDED"), &json!(customer)), "{mutation}");
            assert_eq!((&refusal["balance"], &refusal["limit"]), (&json!("60"), &json!("100")), "{mutation}");
        }
        assert_eq!(world.load_order(&id(&foreign)).await, foreign);
    }

    async fn a_limit_below_the_balance_is_refused(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("60").await);
        world.order(&customer, &[(&product, "1")]).await;
        let refusal = refused(world, &customer, "updateCustomer", json!({ "id": customer, "creditLimit": "59.99" })).await;
        assert_eq!((&refusal["code"], &refusal["excess"]), (&json!("CREDIT_LIMIT_EXCEEDED"), &json!("0.01")));
        world.done("updateCustomer", json!({ "id": customer, "creditLimit": "60" })).await;
    }

    async fn who_has_seen_an_older_version_is_told_so(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1"), (&product, "1")]).await;
        let item = &order["items"][0]["id"];
        world.done("updateItem", json!({ "id": item, "quantity": "2" })).await;
        world.done("updateCustomer", json!({ "id": customer, "name": "Finch" })).await;
        world.done("updateProduct", json!({ "id": product, "name": "Pine" })).await;
        for (mutation, key, mut input) in [
            ("updateCustomer", json!(customer), json!({ "id": customer, "name": "Alder" })),
            ("updateProduct", json!(product), json!({ "id": product, "name": "Oak" })),
            ("updateOrder", order["id"].clone(), json!({ "id": order["id"], "notes": "mine" })),
            ("shipOrder", order["id"].clone(), json!({ "id": order["id"] })),
            ("addItem", order["id"].clone(), json!({ "orderId": order["id"], "productId": product, "quantity": "1" })),
            ("updateItem", item.clone(), json!({ "id": item, "quantity": "3" })),
            ("deleteItem", item.clone(), json!({ "id": item })),
        ] {
            input["expectedVersion"] = json!(1);
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["__typename"], &refusal["code"]), (&json!("StaleVersion"), &json!("STALE_VERSION")), "{mutation}");
            assert_eq!((&refusal["id"], &refusal["expected"], &refusal["current"]), (&key, &json!(1), &json!(2)), "{mutation}");
        }
    }

    async fn what_does_not_exist_cannot_be_changed(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let of = |kind: &str| format!("{kind}_{STRANGER}");
        for (mutation, missing, input) in [
            ("updateCustomer", "customer", json!({ "id": of("customer"), "name": "x" })),
            ("updateProduct", "product", json!({ "id": of("product"), "name": "x" })),
            ("updateOrder", "order", json!({ "id": of("order"), "notes": "x" })),
            ("updateOrder", "customer", json!({ "id": order, "customerId": of("customer") })),
            ("shipOrder", "order", json!({ "id": of("order") })),
            ("unshipOrder", "order", json!({ "id": of("order") })),
            ("addItem", "order", json!({ "orderId": of("order"), "productId": product, "quantity": "1" })),
            ("addItem", "product", json!({ "orderId": order, "productId": of("product"), "quantity": "1" })),
            ("updateItem", "item", json!({ "id": of("item"), "quantity": "1" })),
            ("deleteItem", "item", json!({ "id": of("item") })),
            ("createOrder", "customer", order_of(&of("customer"), &[(&product, "1")])),
            ("createOrder", "product", order_of(&customer, &[(&of("product"), "1")])),
        ] {
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["__typename"], &refusal["code"]), (&json!("NotFound"), &json!("NOT_FOUND")), "{mutation} {missing}");
            assert_eq!(refusal["id"], of(missing), "{mutation}");
        }
    }

    async fn an_id_of_another_kind_or_none_is_named_by_its_field(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        for wrong in [product.as_str(), "", "7", "order_", "order_01h2xcejqtf2nbrexx3vqjhp4", "ORDER_01H2XCEJQTF2NBREXX3VQJHP41", "\u{0}"] {
            for (mutation, field, input) in [
                ("shipOrder", json!(["id"]), json!({ "id": wrong })),
                ("updateOrder", json!(["customerId"]), json!({ "id": order, "customerId": wrong })),
                ("addItem", json!(["orderId"]), json!({ "orderId": wrong, "productId": product, "quantity": "1" })),
                ("createOrder", json!(["customerId"]), order_of(wrong, &[(&product, "1")])),
            ] {
                let refusal = refused(world, &customer, mutation, input).await;
                assert_eq!((&refusal["__typename"], &refusal["code"]), (&json!("InvalidInput"), &json!("INVALID_ID")), "{mutation} {wrong:?}");
                assert_eq!(refusal["field"], field, "{mutation} {wrong:?}");
            }
        }
        let refusal = refused(world, &customer, "createOrder", order_of(&customer, &[(&product, "1"), (&order, "1")])).await;
        assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_ID"), &json!(["items", "1", "productId"])));
    }

    async fn a_shipped_order_is_closed_to_changes_of_its_items(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1"), (&product, "1")]).await;
        let other = id(&world.order(&customer, &[(&product, "1")]).await);
        world.done("shipOrder", json!({ "id": order["id"] })).await;
        let item = &order["items"][0]["id"];
        for (mutation, input) in [
            ("addItem", json!({ "orderId": order["id"], "productId": product, "quantity": "1" })),
            ("updateItem", json!({ "id": item, "quantity": "2" })),
            ("updateItem", json!({ "id": item, "orderId": other })),
            ("deleteItem", json!({ "id": item })),
        ] {
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["__typename"], &refusal["rule"]), (&json!("RuleViolated"), &json!("items_while_open")), "{mutation}");
        }
        let to = world.customer("100").await;
        let refusal = refused(world, &customer, "updateOrder", json!({ "id": order["id"], "customerId": to })).await;
        assert_eq!(refusal["rule"], "customer_while_open");
    }

    async fn an_action_that_the_status_does_not_allow_names_what_it_does(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let early = refused(world, &customer, "unshipOrder", json!({ "id": order })).await;
        assert_eq!((&early["__typename"], &early["status"]), (&json!("ActionNotAllowed"), &json!("OPEN")));
        assert_eq!(early["allowedActions"], json!(["EDIT_ITEMS", "SHIP", "CANCEL", "DELETE"]));
        world.done("shipOrder", json!({ "id": order })).await;
        let twice = refused(world, &customer, "shipOrder", json!({ "id": order })).await;
        assert_eq!((&twice["code"], &twice["status"]), (&json!("ACTION_NOT_ALLOWED"), &json!("SHIPPED")));
        assert_eq!(twice["allowedActions"], json!(["UNSHIP"]));
        assert!(text(&twice["message"]).contains("unshipped"), "{twice}");
    }

    async fn the_last_item_stays(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let item = id(&world.order(&customer, &[(&product, "1")]).await["items"][0]);
        let other = id(&world.order(&customer, &[(&product, "1")]).await);
        for (mutation, input) in [("deleteItem", json!({ "id": item })), ("updateItem", json!({ "id": item, "orderId": other }))] {
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["code"], &refusal["rule"]), (&json!("RULE_VIOLATED"), &json!("order_keeps_an_item")), "{mutation}");
        }
    }

    async fn an_order_of_nothing_or_of_too_much_is_refused(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("1").await);
        let many: Vec<(&str, &str)> = (0..501).map(|_| (product.as_str(), "1")).collect();
        for items in [&many[..0], &many[..]] {
            let refusal = refused(world, &customer, "createOrder", order_of(&customer, items)).await;
            assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_INPUT"), &json!(["items"])));
        }
        assert_eq!(world.order(&customer, &many[..500]).await["itemCount"], 500);
    }

    async fn values_that_must_be_the_only_one_are_refused_twice_however_they_are_written(world: World) {
        let (sku, email, reference) = (unique("Ünique"), format!("{}@example.com", unique("Orders")), unique("PO"));
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let named = |email: &str| json!({ "name": "x", "email": email, "creditLimit": "1" });
        let kept = |sku: &str| json!({ "sku": sku, "name": "x", "unitPrice": "1" });
        let mut order = order_of(&customer, &[(&product, "1")]);
        order["externalReference"] = json!(reference);
        world.done("createCustomer", named(&email)).await;
        world.done("createProduct", kept(&sku)).await;
        world.done("createOrder", order.clone()).await;
        for (mutation, field, input) in [
            ("createCustomer", "email", named(&format!(" {} ", email.to_uppercase()))),
            ("updateCustomer", "email", json!({ "id": customer, "email": email })),
            ("createProduct", "sku", kept(&sku.to_lowercase())),
            ("createProduct", "sku", kept(&format!("  {}", sku.to_uppercase()))),
            ("updateProduct", "sku", json!({ "id": product, "sku": sku })),
            ("createOrder", "externalReference", order),
        ] {
            let refusal = refused(world, &customer, mutation, input).await;
            assert_eq!((&refusal["__typename"], &refusal["code"]), (&json!("DuplicateValue"), &json!("DUPLICATE_VALUE")), "{mutation}");
            assert_eq!(refusal["field"], json!([field]), "{mutation}");
        }
    }
}
