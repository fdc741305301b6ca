//! Customers.

use docket_tests::facts;
use docket_tests::world::{id, unique};
use serde_json::{Value as Json, json};

facts! {
    async fn a_new_customer_owes_nothing(world: World) {
        let email = format!("{}@example.com", unique("orders"));
        let input = json!({ "name": "  Alder & Finch ", "email": email, "creditLimit": "1000.50" });
        let customer = world.done("createCustomer", input).await["customer"].take();
        assert_eq!(customer, json!({
            "id": customer["id"], "name": "Alder & Finch", "email": email, "creditLimit": "1000.5", "balance": "0",
            "availableCredit": "1000.5", "currency": "EUR", "minorUnit": 2, "openOrders": 0, "version": 1,
        }));
        assert!(id(&customer).starts_with("customer_"));
        assert_eq!(world.load_customer(&id(&customer)).await, customer);
    }

    async fn a_change_leaves_what_it_does_not_name(world: World) {
        let email = format!("{}@example.com", unique("orders"));
        let input = json!({ "name": "Alder", "email": email, "creditLimit": "10" });
        let customer = id(&world.done("createCustomer", input).await["customer"]);
        let renamed = world.done("updateCustomer", json!({ "id": customer, "name": "Finch" })).await["customer"].take();
        assert_eq!((&renamed["name"], &renamed["email"]), (&json!("Finch"), &json!(email)));
        assert_eq!((&renamed["creditLimit"], &renamed["version"]), (&json!("10"), &json!(2)));
        let bare = world.done("updateCustomer", json!({ "id": customer, "email": null })).await["customer"].take();
        assert_eq!((&bare["email"], &bare["name"], &bare["version"]), (&Json::Null, &json!("Finch"), &json!(3)));
    }

    async fn a_change_of_nothing_raises_no_version(world: World) {
        let customer = world.customer("10").await;
        for same in [json!({ "id": customer }), json!({ "id": customer, "creditLimit": "10.0000" })] {
            assert_eq!(world.done("updateCustomer", same).await["customer"]["version"], 1);
        }
    }

    async fn an_address_that_was_given_up_is_free_for_another(world: World) {
        let email = format!("{}@example.com", unique("orders"));
        let input = json!({ "name": "Alder", "email": email, "creditLimit": "10" });
        let first = id(&world.done("createCustomer", input.clone()).await["customer"]);
        world.done("updateCustomer", json!({ "id": first, "email": null })).await;
        world.done("createCustomer", input).await;
    }

    async fn orders_leave_the_customers_version_alone(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        world.done("shipOrder", json!({ "id": order["id"] })).await;
        assert_eq!(world.load_customer(&customer).await["version"], 1);
    }

    async fn what_is_no_customers_id_finds_nobody(world: World) {
        let product = world.product("1").await;
        for id in [product.as_str(), "customer_01h2xcejqtf2nbrexx3vqjhp41", "customer_", "", "1", "' OR 1=1 --", "\u{0}"] {
            assert_eq!(world.load_customer(id).await, Json::Null, "{id:?}");
        }
    }
}
