//! The outbox: what the world is told, in the transaction that makes it true, in an order's own order.

use docket_domain::id::{OrderId, ProductId};
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UnshipOrder, UpdateItem, UpdateOrder};
use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};
use docket_domain::product::commands::UpdateProduct;
use serde_json::json;

use crate::support::{World, facts, new_order, number, rule};

/// Topic and type of an order's events, in order.
async fn told(world: &World, order: OrderId) -> Vec<(String, String)> {
    world.events_of(order).await.into_iter().map(|event| (event.aggregatetype, event.r#type)).collect()
}

fn changed() -> (String, String) {
    (CHANGES.to_owned(), "order.changed".to_owned())
}

fn shipping(what: &str) -> (String, String) {
    (ORDER_SHIPPING.to_owned(), format!("order.{what}"))
}

facts! {
    async fn shipping_tells_the_whole_order_once(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("12.50").await, world.product("0.0333").await);
        let order = world
            .done(docket_domain::order::commands::CreateOrder {
                external_reference: Some("shop-17".to_owned()),
                notes: "ring twice".to_owned(),
                ..new_order(customer, &[(board, "3"), (nail, "100")])
            })
            .await;
        world.ship(order).await;
        assert_eq!(told(&world, order).await, [changed(), shipping("shipped"), changed()]);
        let (row, items) = (world.load_order(order).await, world.items(order).await);
        let product = async |id: ProductId| {
            let sku = world.load_product(id).await.sku;
            json!({ "id": id.to_string(), "sku": sku, "name": "Oak board" })
        };
        let event = world.events_of(order).await.remove(1);
        assert_eq!(
            event.payload,
            json!({
                "id": order.to_string(),
                "number": row.number,
                "status": "SHIPPED",
                "customer": { "id": customer.to_string(), "name": "Alder & Finch" },
                "orderDate": row.order_date.to_string(),
                "dateShipped": row.date_shipped.unwrap().to_rfc3339(),
                "externalReference": "shop-17",
                "notes": "ring twice",
                "currency": "EUR",
                "amountTotal": "40.83",
                "version": 2,
                "items": [
                    {
                        "id": items[0].id.to_string(),
                        "product": product(board).await,
                        "quantity": "3",
                        "unitPrice": "12.5",
                        "amount": "37.5",
                    },
                    {
                        "id": items[1].id.to_string(),
                        "product": product(nail).await,
                        "quantity": "100",
                        "unitPrice": "0.0333",
                        "amount": "3.33",
                    },
                ],
            })
        );
        assert_eq!((event.actor.as_str(), event.position), ("local", None));
        assert_eq!(Some(event.occurred_at), row.date_shipped);
    }

    async fn unshipping_tells_the_whole_order_as_its_own_type(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        world.ship(order).await;
        world.done(UnshipOrder { id: order, expected_version: None }).await;
        let expected = [changed(), shipping("shipped"), changed(), shipping("unshipped"), changed()];
        assert_eq!(told(&world, order).await, expected);
        let event = &world.events_of(order).await[3];
        assert_eq!((&event.payload["status"], &event.payload["dateShipped"]), (&json!("OPEN"), &json!(null)));
        assert_eq!(event.payload["items"][0]["quantity"], "3");
    }

    async fn every_other_change_is_told_with_what_a_listener_needs(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        let item = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
        let added = world.done(AddItem { order, item, expected_version: None }).await.item;
        world.done(UpdateItem { quantity: Some(number("2")), ..UpdateItem::of(added) }).await;
        world.done(DeleteItem { id: added, expected_version: None }).await;
        world.done(UpdateOrder { notes: Some("a".to_owned()), ..UpdateOrder::of(order) }).await;
        assert_eq!(told(&world, order).await, vec![changed(); 5]);
        let events = world.events_of(order).await;
        let by: Vec<_> = events.iter().map(|event| event.payload["command"].as_str().unwrap()).collect();
        assert_eq!(by, ["createOrder", "addItem", "updateItem", "deleteItem", "updateOrder"]);
        let row = world.load_order(order).await;
        assert_eq!(
            events[2].payload,
            json!({
                "orderId": order.to_string(),
                "number": row.number,
                "customerId": customer.to_string(),
                "status": "OPEN",
                "amountTotal": "50",
                "currency": "EUR",
                "version": 3,
                "command": "updateItem",
            })
        );
    }

    async fn an_orders_events_are_numbered_without_gaps(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let (order, other) = (
            world.order(customer, &[(board, "3"), (board, "1")]).await,
            world.order(customer, &[(board, "3")]).await,
        );
        let moving = world.item(order, 1).await;
        world.done(UpdateItem { order: Some(other), ..UpdateItem::of(moving) }).await;
        for _ in 0..2 {
            world.ship(order).await;
            world.refused(ShipOrder { id: order, expected_version: None }).await;
            world.done(UnshipOrder { id: order, expected_version: None }).await;
        }
        for (order, count) in [(order, 10), (other, 2)] {
            let sequences: Vec<i64> =
                world.events_of(order).await.iter().map(|event| event.sequence).collect();
            assert_eq!(sequences, (1..=count).collect::<Vec<_>>());
            assert_eq!(world.load_order(order).await.event_counter, count);
        }
    }

    async fn a_refused_unit_tells_and_records_nothing(world: World) {
        let customer = world.customer("30").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        let before = (world.load_order(order).await, world.records().await);
        let item = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
        assert_eq!(
            rule(&world.refused(AddItem { order, item, expected_version: None }).await),
            "credit_limit"
        );
        assert_eq!(rule(&world.refused(new_order(customer, &[(board, "1")])).await), "credit_limit");
        assert_eq!((world.load_order(order).await, world.records().await), before);
    }

    async fn what_is_no_order_tells_nothing(world: World) {
        let customer = world.customer("30").await;
        let board = world.product("10").await;
        world.done(UpdateProduct { unit_price: Some(number("1")), ..UpdateProduct::of(board) }).await;
        world
            .done(docket_domain::customer::commands::UpdateCustomer {
                credit_limit: Some(number("1")),
                ..docket_domain::customer::commands::UpdateCustomer::of(customer)
            })
            .await;
        assert_eq!(world.records().await, (0, 0));
    }
}
