//! Orders: what an order is answered with, and what becomes of the customer's credit.

use docket_tests::facts;
use docket_tests::world::{id, list, order_of, unique};
use serde_json::{Value as Json, json};

facts! {
    async fn a_new_order_is_answered_with_what_it_did_to_the_balance(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("12.50").await);
        let order = world.order(&customer, &[(&product, "2"), (&product, "0.001")]).await;
        assert_eq!(order["status"], "OPEN");
        assert_eq!(order["allowedActions"], json!(["EDIT_ITEMS", "SHIP", "CANCEL", "DELETE"]));
        // 12.50 × 0.001 is a cent and a quarter, of which the cent is charged.
        assert_eq!((&order["amountTotal"], &order["itemCount"]), (&json!("25.01"), &json!(2)));
        assert_eq!((&order["dateShipped"], &order["externalReference"]), (&Json::Null, &Json::Null));
        assert_eq!((&order["currency"], &order["minorUnit"], &order["version"]), (&json!("EUR"), &json!(2), &json!(1)));
        assert_eq!(order["customer"], json!({
            "id": customer, "balance": "25.01", "availableCredit": "74.99", "openOrders": 1, "version": 1,
        }));
        let item = &order["items"][0];
        assert_eq!(*item, json!({
            "id": item["id"], "quantity": "2", "unitPrice": "12.5", "amount": "25", "version": 1,
            "product": { "id": product, "sku": item["product"]["sku"] }, "order": { "id": order["id"] },
        }));
        assert_eq!(world.load_order(&id(&order)).await, order);
    }

    async fn an_order_keeps_its_day_its_reference_and_its_notes(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let reference = unique("PO");
        let mut input = order_of(&customer, &[(&product, "1")]);
        input["orderDate"] = json!("2024-02-29");
        input["externalReference"] = json!(reference);
        input["notes"] = json!("Ring twice.\nGrüße 🌲");
        let order = world.done("createOrder", input).await["order"].take();
        assert_eq!((&order["orderDate"], &order["externalReference"]), (&json!("2024-02-29"), &json!(reference)));
        assert_eq!(order["notes"], "Ring twice.\nGrüße 🌲");
    }

    async fn an_order_of_exactly_the_credit_fits(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("25").await);
        let order = world.order(&customer, &[(&product, "4")]).await;
        assert_eq!((&order["customer"]["balance"], &order["customer"]["availableCredit"]), (&json!("100"), &json!("0")));
    }

    async fn numbers_rise(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let first = world.order(&customer, &[(&product, "1")]).await["number"].as_i64().unwrap();
        let second = world.order(&customer, &[(&product, "1")]).await["number"].as_i64().unwrap();
        assert!(0 < first && first < second, "{first} {second}");
    }

    async fn shipping_takes_an_order_out_of_the_balance_and_unshipping_puts_it_back(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("60").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let shipped = world.done("shipOrder", json!({ "id": order })).await["order"].take();
        assert_eq!((&shipped["status"], &shipped["version"]), (&json!("SHIPPED"), &json!(2)));
        assert_eq!(shipped["allowedActions"], json!(["UNSHIP"]));
        assert!(shipped["dateShipped"].is_string());
        assert_eq!((&shipped["customer"]["balance"], &shipped["customer"]["openOrders"]), (&json!("0"), &json!(0)));
        let back = world.done("unshipOrder", json!({ "id": order, "expectedVersion": 2 })).await["order"].take();
        assert_eq!((&back["status"], &back["dateShipped"]), (&json!("OPEN"), &Json::Null));
        assert_eq!((&back["customer"]["balance"], &back["customer"]["openOrders"]), (&json!("60"), &json!(1)));
    }

    async fn an_order_given_to_another_customer_takes_its_credit_along(world: World) {
        let (from, to, product) = (world.customer("100").await, world.customer("100").await, world.product("60").await);
        let order = id(&world.order(&from, &[(&product, "1")]).await);
        let moved = world.done("updateOrder", json!({ "id": order, "customerId": to })).await["order"].take();
        assert_eq!((&moved["customer"]["id"], &moved["customer"]["balance"]), (&json!(to), &json!("60")));
        assert_eq!(world.load_customer(&from).await["balance"], "0");
    }

    async fn notes_of_a_shipped_order_may_change(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        world.done("shipOrder", json!({ "id": order })).await;
        let noted = world.done("updateOrder", json!({ "id": order, "notes": "Left at the door." })).await;
        assert_eq!(noted["order"]["notes"], "Left at the door.");
        assert_eq!(world.done("updateOrder", json!({ "id": order, "notes": null })).await["order"]["notes"], "");
    }

    async fn history_tells_each_change_once_newest_first(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        let item = id(&world.load_order(&order).await["items"][0]);
        world.done("updateItem", json!({ "id": item, "quantity": "3" })).await;
        world.done("updateOrder", json!({ "id": order, "notes": "" })).await;
        world.done("shipOrder", json!({ "id": order })).await;
        let document = "query($id: ID!) { order(id: $id) { version history {
            totalCount nodes { version at actor command reason changes } } } }";
        let order = world.api.ask(document, &json!({ "id": order })).await["order"].take();
        let history = &order["history"];
        let told: Vec<_> = list(&history["nodes"]).iter().map(|node| (&node["version"], &node["command"])).collect();
        let expected = [(json!(3), json!("shipOrder")), (json!(2), json!("updateItem")), (json!(1), json!("createOrder"))];
        assert_eq!(told, expected.iter().map(|(version, command)| (version, command)).collect::<Vec<_>>());
        assert_eq!((&history["totalCount"], &order["version"]), (&json!(3), &json!(3)));
        let changed = list(&history["nodes"][1]["changes"]).iter().find(|change| change["id"] == json!(item)).unwrap();
        assert_eq!((&changed["before"]["quantity"], &changed["after"]["quantity"]), (&json!("1"), &json!("3")));
    }
}
