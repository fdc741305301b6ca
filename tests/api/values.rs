//! Values that cannot be meant: numbers out of range or too exact, text that is empty, endless, or no text at all.

use docket_tests::facts;
use docket_tests::world::{World, document, order_of, unique};
use serde_json::{Value as Json, json};

/// What createOrder says about quantities at the second of two items.
async fn refused_quantity(world: &World, customer: &str, product: &str, quantity: &str) -> Json {
    let refusal = world.refused("createOrder", order_of(customer, &[(product, "1"), (product, quantity)])).await;
    assert_eq!(world.load_customer(customer).await["balance"], "0", "{quantity}");
    refusal
}

facts! {
    async fn quantities_that_cannot_be_meant_are_named_by_their_place(world: World) {
        let (customer, product) = (world.customer("900000000000").await, world.product("1").await);
        for (quantity, rule) in [
            ("0", "quantity_positive"),
            ("-1", "quantity_positive"),
            ("-0.001", "quantity_positive"),
            ("1000000.001", "quantity_in_range"),
        ] {
            let refusal = refused_quantity(world, &customer, &product, quantity).await;
            assert_eq!((&refusal["code"], &refusal["rule"]), (&json!("RULE_VIOLATED"), &json!(rule)), "{quantity}");
            assert_eq!(refusal["field"], json!(["items", "1", "quantity"]), "{quantity}");
        }
        let refusal = refused_quantity(world, &customer, &product, "9223372036854775.807").await;
        assert_eq!(refusal["code"], "VALUE_OVERFLOW");
        for quantity in ["1.0001", "0.0000000000000000000000000001", "9223372036854775.808", "99999999999999999999999999999999999999"] {
            let refusal = refused_quantity(world, &customer, &product, quantity).await;
            assert_eq!((&refusal["code"], &refusal["rule"]), (&json!("INVALID_INPUT"), &Json::Null), "{quantity}");
            assert_eq!(refusal["field"], json!(["items", "1", "quantity"]), "{quantity}");
        }
    }

    async fn a_changed_quantity_is_judged_as_a_new_one_is(world: World) {
        let (customer, product) = (world.customer("900000000000").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        let item = &order["items"][0]["id"];
        for (quantity, code) in [("0", "RULE_VIOLATED"), ("1.0001", "INVALID_INPUT"), ("1000001", "RULE_VIOLATED")] {
            let payload = world.mutate("updateItem", json!({ "id": item, "quantity": quantity })).await;
            assert_eq!(payload["userErrors"][0]["code"], code, "{quantity}");
        }
        let payload = world.mutate("addItem", json!({ "orderId": order["id"], "productId": product, "quantity": "-1" })).await;
        assert_eq!(payload["userErrors"][0]["rule"], "quantity_positive");
    }

    async fn the_least_and_the_most_that_can_be_ordered(world: World) {
        let (customer, cheap) = (world.customer("900000000000").await, world.product("0.0001").await);
        let order = world.order(&customer, &[(&cheap, "0.001"), (&cheap, "1000000")]).await;
        assert_eq!((&order["items"][0]["amount"], &order["amountTotal"]), (&json!("0"), &json!("100")));
    }

    async fn an_amount_that_cannot_be_held_is_refused_and_not_wrapped_around(world: World) {
        let (customer, product) = (world.customer("900000000000").await, world.product("999999999.9999").await);
        let items: Vec<(&str, &str)> = (0..500).map(|_| (product.as_str(), "1000000")).collect();
        for count in [1, 2, 500] {
            let payload = world.mutate("createOrder", order_of(&customer, &items[..count])).await;
            assert_eq!(payload["order"], Json::Null);
            assert!(!payload["userErrors"].as_array().unwrap().is_empty(), "{payload}");
        }
        assert_eq!(world.load_customer(&customer).await["balance"], "0");
    }

    async fn prices_and_limits_have_bounds(world: World) {
        for (amount, mutation, field, code) in [
            ("-0.0001", "createProduct", "unitPrice", "RULE_VIOLATED"),
            ("1000000000", "createProduct", "unitPrice", "RULE_VIOLATED"),
            ("1.00001", "createProduct", "unitPrice", "INVALID_INPUT"),
            ("922337203685477.5808", "createProduct", "unitPrice", "INVALID_INPUT"),
            ("-1", "createCustomer", "creditLimit", "RULE_VIOLATED"),
            ("900000000000.0001", "createCustomer", "creditLimit", "RULE_VIOLATED"),
            ("0.00001", "createCustomer", "creditLimit", "INVALID_INPUT"),
            ("-99999999999999999999999999999999", "createCustomer", "creditLimit", "INVALID_INPUT"),
        ] {
            let mut input = json!({ "name": "x" });
            input[field] = json!(amount);
            if mutation == "createProduct" {
                input["sku"] = json!(unique("SKU"));
            }
            let payload = world.mutate(mutation, input).await;
            let refusal = &payload["userErrors"][0];
            assert_eq!((&refusal["code"], &refusal["field"]), (&json!(code), &json!([field])), "{mutation} {amount}");
            assert!(payload["customer"].is_null() && payload["product"].is_null(), "{mutation} {amount}");
        }
    }

    async fn a_negative_credit_limit_is_refused_for_that_alone(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        world.order(&customer, &[(&product, "1")]).await;
        for (mutation, input) in [
            ("createCustomer", json!({ "name": "x", "creditLimit": "-1" })),
            ("updateCustomer", json!({ "id": customer, "creditLimit": "-0.0001" })),
        ] {
            let refusal = world.refused(mutation, input).await;
            assert_eq!((&refusal["code"], &refusal["rule"]), (&json!("RULE_VIOLATED"), &json!("credit_limit_not_negative")), "{mutation}");
            assert_eq!(refusal["field"], json!(["creditLimit"]), "{mutation}");
        }
        // What is below the balance and no nonsense is still about credit.
        let refusal = world.refused("updateCustomer", json!({ "id": customer, "creditLimit": "9" })).await;
        assert_eq!(refusal["code"], "CREDIT_LIMIT_EXCEEDED");
    }

    async fn what_is_no_decimal_is_an_error_of_the_request(world: World) {
        let variables = |amount: Json| json!({ "input": { "name": "x", "creditLimit": amount } });
        for amount in [json!("1,5"), json!("1e3"), json!("NaN"), json!(""), json!(" 1"), json!("٣"), json!(1.5), json!(true), json!([]), Json::Null] {
            let answer = world.api.graphql(&document("createCustomer"), &variables(amount.clone())).await;
            assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{amount}");
        }
        for whole in [json!(7), json!("7"), json!("007.000000000000")] {
            let data = world.api.ask(&document("createCustomer"), &variables(whole)).await;
            assert_eq!(data["createCustomer"]["customer"]["creditLimit"], "7");
        }
    }

    async fn text_that_cannot_be_meant_is_named_by_its_field(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        let long = "ü".repeat(201);
        for line in ["", "   ", "\u{0}", "a\u{0}b", "a\nb", "\u{7f}", "a\u{9b}b", long.as_str()] {
            for (mutation, field, mut input) in [
                ("updateCustomer", "name", json!({ "id": customer })),
                ("updateProduct", "name", json!({ "id": product })),
                ("updateProduct", "sku", json!({ "id": product })),
            ] {
                input[field] = json!(line);
                let refusal = world.refused(mutation, input).await;
                assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_INPUT"), &json!([field])), "{line:?}");
            }
        }
        for notes in ["\u{0}", "bell\u{7}", "escape\u{1b}[31m", "n".repeat(10_001).as_str()] {
            let refusal = world.refused("updateOrder", json!({ "id": order["id"], "notes": notes })).await;
            assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_INPUT"), &json!(["notes"])));
        }
        assert_eq!(world.load_order(order["id"].as_str().unwrap()).await, order);
    }

    async fn text_of_every_script_comes_back_as_it_went_in(world: World) {
        let customer = world.customer("1").await;
        for name in ["Łódź & Söhne", "株式会社", "🌲🪵", "e\u{301}", "'; DROP TABLE orders; --", "<script>alert(1)</script>", "%_\\\"", "ش"] {
            let payload = world.done("updateCustomer", json!({ "id": customer, "name": name })).await;
            assert_eq!(payload["customer"]["name"], name);
        }
    }

    async fn what_is_no_address_is_refused(world: World) {
        for email in ["orders", "@example.com", "a@b", "a b@example.com", "a@b@example.com", "a@.com", "a@example."] {
            let refusal = world.refused("createCustomer", json!({ "name": "x", "creditLimit": "1", "email": email })).await;
            assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_INPUT"), &json!(["email"])), "{email}");
        }
    }

    async fn days_that_do_not_exist_are_errors_of_the_request(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        for day in ["2026-02-29", "2026-13-01", "21.11.2026", "2026-11-21T00:00:00Z", "12026-01-01", ""] {
            let mut input = order_of(&customer, &[(&product, "1")]);
            input["orderDate"] = json!(day);
            let answer = world.api.graphql(&document("createOrder"), &json!({ "input": input })).await;
            assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{day}");
        }
    }

    async fn versions_that_never_were_are_stale(world: World) {
        let customer = world.customer("1").await;
        for version in [0, -1, i64::MAX, i64::MIN] {
            let input = json!({ "id": customer, "name": "x", "expectedVersion": version });
            let refusal = world.refused("updateCustomer", input).await;
            assert_eq!((&refusal["expected"], &refusal["current"]), (&json!(version), &json!(1)));
        }
    }
}
