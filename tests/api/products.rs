//! Products.

use docket_tests::facts;
use docket_tests::world::{id, unique};
use serde_json::{Value as Json, json};

facts! {
    async fn a_new_product_may_be_ordered(world: World) {
        let sku = unique("Oak");
        let input = json!({ "sku": sku, "name": "Oak board", "unitPrice": "12.3400" });
        let product = world.done("createProduct", input).await["product"].take();
        assert_eq!(product, json!({
            "id": product["id"], "sku": sku, "name": "Oak board", "unitPrice": "12.34", "available": true, "version": 1,
        }));
        let document = "query($id: ID!) { product(id: $id) { id sku name unitPrice available version } }";
        assert_eq!(world.api.ask(document, &json!({ "id": product["id"] })).await["product"], product);
    }

    async fn a_new_price_is_for_new_items_only(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let changed = world.done("updateProduct", json!({ "id": product, "unitPrice": "11" })).await["product"].take();
        assert_eq!((&changed["unitPrice"], &changed["version"]), (&json!("11"), &json!(2)));
        let input = json!({ "orderId": order, "productId": product, "quantity": "1" });
        let order = world.done("addItem", input).await["order"].take();
        let prices: Vec<&Json> = order["items"].as_array().unwrap().iter().map(|item| &item["unitPrice"]).collect();
        assert_eq!(prices, ["10", "11"]);
        assert_eq!(order["amountTotal"], "21");
    }

    async fn a_product_that_is_not_available_takes_no_new_items(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        world.done("updateProduct", json!({ "id": product, "available": false })).await;
        let input = docket_tests::world::order_of(&customer, &[(&product, "1")]);
        let refusal = world.refused("createOrder", input.clone()).await;
        assert_eq!((&refusal["code"], &refusal["rule"]), (&json!("RULE_VIOLATED"), &json!("product_available")));
        assert_eq!(refusal["field"], json!(["items", "0", "productId"]));
        world.done("updateProduct", json!({ "id": product, "available": true })).await;
        world.done("createOrder", input).await;
    }

    async fn free_products_cost_nothing(world: World) {
        let (customer, product) = (world.customer("0").await, world.product("0").await);
        assert_eq!(world.order(&customer, &[(&product, "3")]).await["amountTotal"], "0");
    }
}
