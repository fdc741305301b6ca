//! Items of an order: added, changed, moved, deleted.

use docket_tests::facts;
use docket_tests::world::{id, list};
use serde_json::json;

facts! {
    async fn an_added_item_counts_at_once(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let input = json!({ "orderId": order, "productId": product, "quantity": "2.5", "expectedVersion": 1 });
        let payload = world.done("addItem", input).await;
        assert_eq!((&payload["item"]["amount"], &payload["item"]["order"]["id"]), (&json!("25"), &json!(order)));
        assert_eq!((&payload["order"]["amountTotal"], &payload["order"]["version"]), (&json!("35"), &json!(2)));
        assert_eq!(payload["order"]["customer"]["balance"], "35");
        assert_eq!(payload["order"]["items"][1], payload["item"]);
    }

    async fn a_changed_quantity_moves_all_sums(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let item = id(&world.order(&customer, &[(&product, "1")]).await["items"][0]);
        let payload = world.done("updateItem", json!({ "id": item, "quantity": "7", "expectedVersion": 1 })).await;
        assert_eq!((&payload["item"]["amount"], &payload["item"]["version"]), (&json!("70"), &json!(2)));
        assert_eq!((&payload["order"]["amountTotal"], &payload["order"]["customer"]["balance"]), (&json!("70"), &json!("70")));
    }

    async fn another_product_brings_its_own_price(world: World) {
        let (customer, oak, pine) = (world.customer("100").await, world.product("10").await, world.product("4").await);
        let item = id(&world.order(&customer, &[(&oak, "2")]).await["items"][0]);
        let payload = world.done("updateItem", json!({ "id": item, "productId": pine })).await;
        assert_eq!((&payload["item"]["unitPrice"], &payload["order"]["amountTotal"]), (&json!("4"), &json!("8")));
    }

    async fn a_moved_item_keeps_its_price_and_changes_both_orders(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let from = world.order(&customer, &[(&product, "1"), (&product, "2")]).await;
        let to = id(&world.order(&customer, &[(&product, "4")]).await);
        world.done("updateProduct", json!({ "id": product, "unitPrice": "99" })).await;
        let payload = world.done("updateItem", json!({ "id": from["items"][1]["id"], "orderId": to })).await;
        assert_eq!((&payload["item"]["unitPrice"], &payload["item"]["order"]["id"]), (&json!("10"), &json!(to)));
        assert_eq!((&payload["order"]["amountTotal"], &payload["order"]["version"]), (&json!("60"), &json!(2)));
        let from = world.load_order(&id(&from)).await;
        assert_eq!((&from["amountTotal"], &from["version"]), (&json!("10"), &json!(2)));
        assert_eq!(from["customer"]["balance"], "70");
    }

    async fn a_deleted_item_is_gone_and_its_amount_with_it(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = world.order(&customer, &[(&product, "1"), (&product, "2")]).await;
        let input = json!({ "id": order["items"][0]["id"], "expectedVersion": 1 });
        let payload = world.done("deleteItem", input.clone()).await;
        assert_eq!(list(&payload["order"]["items"]).len(), 1);
        assert_eq!((&payload["order"]["amountTotal"], &payload["order"]["customer"]["balance"]), (&json!("20"), &json!("20")));
        assert_eq!(world.refused("deleteItem", input).await["code"], "NOT_FOUND");
    }

    async fn items_come_in_the_order_they_were_added(world: World) {
        let (customer, product) = (world.customer("1000").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "3"), (&product, "1"), (&product, "2")]).await;
        let quantities: Vec<_> = list(&order["items"]).iter().map(|item| &item["quantity"]).collect();
        assert_eq!(quantities, ["3", "1", "2"]);
    }
}
