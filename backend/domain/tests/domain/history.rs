//! History: one row for each version of an order, with who, by what and both values.

use docket_domain::id::OrderId;
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, UpdateItem, UpdateOrder};
use docket_domain::order::{Item, Order};
use docket_domain::page::PageArgs;
use docket_domain::unit::Assign;
use docket_domain::{Actor, history};
use serde_json::{Value as Json, json};

use crate::support::stage::staged;
use crate::support::{World, facts, new_order, number};

/// What an order's last unit changed.
async fn last(world: &World, order: OrderId) -> Json {
    world.changes_of(order).await.pop().unwrap().changes
}

facts! {
    async fn each_version_has_one_row_that_says_who_and_by_what(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        let anna = Actor::new(world.actor.tenant, "anna");
        let note = UpdateOrder { notes: Some("a".to_owned()), ..UpdateOrder::of(order) };
        world.docket.execute(&anna, &note).await.unwrap();
        world.docket.execute(&anna, &note).await.unwrap();
        world
            .done(staged(move |unit| {
                unit.because(Some("asked by phone".to_owned()));
                unit.patch(order, [Order::COLUMNS.notes.to("b".to_owned())])
            }))
            .await;
        let rows = world.changes_of(order).await;
        let said: Vec<_> = rows
            .iter()
            .map(|row| (row.version, row.actor.as_str(), row.command.as_str(), row.reason.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                (1, "local", "createOrder", None),
                (2, "anna", "updateOrder", None),
                (3, "local", "staged", Some("asked by phone")),
            ]
        );
        assert!(rows.iter().is_sorted_by_key(|row| row.at));
        assert_eq!(world.load_order(order).await.version, 3);
    }

    async fn a_new_order_shows_all_that_people_entered(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world
            .done(docket_domain::order::commands::CreateOrder {
                notes: "ring twice".to_owned(),
                ..new_order(customer, &[(board, "3")])
            })
            .await;
        let row = world.load_order(order).await;
        assert_eq!(
            last(&world, order).await,
            json!([
                {
                    "entity": "orders",
                    "id": order.to_string(),
                    "kind": "insert",
                    "after": {
                        "customer_id": customer.to_string(),
                        "status": "OPEN",
                        "order_date": row.order_date.to_string(),
                        "notes": "ring twice",
                    },
                },
                {
                    "entity": "item",
                    "id": world.item(order, 0).await.to_string(),
                    "kind": "insert",
                    "after": { "order_id": order.to_string(), "product_id": board.to_string(), "quantity": "3" },
                },
            ])
        );
    }

    async fn a_change_shows_both_values_of_what_changed(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "3")]).await;
        world.done(UpdateOrder { notes: Some("ring".to_owned()), ..UpdateOrder::of(order) }).await;
        assert_eq!(
            last(&world, order).await,
            json!([{
                "entity": "orders", "id": order.to_string(), "kind": "update",
                "before": { "notes": "" }, "after": { "notes": "ring" },
            }])
        );
        let item = world.item(order, 0).await;
        world
            .done(UpdateItem { quantity: Some(number("4")), product: Some(nail), ..UpdateItem::of(item) })
            .await;
        assert_eq!(
            last(&world, order).await,
            json!([{
                "entity": "item", "id": item.to_string(), "kind": "update",
                "before": { "product_id": board.to_string(), "quantity": "3", "unit_price": "10" },
                "after": { "product_id": nail.to_string(), "quantity": "4", "unit_price": "1" },
            }])
        );
        let new = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
        let added = world.done(AddItem { order, item: new, expected_version: None }).await.item;
        world.done(DeleteItem { id: added, expected_version: None }).await;
        assert_eq!(
            last(&world, order).await,
            json!([{
                "entity": "item", "id": added.to_string(), "kind": "delete",
                "before": { "order_id": order.to_string(), "product_id": board.to_string(), "quantity": "1" },
            }])
        );
    }

    async fn a_move_stands_in_the_history_of_both_orders(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let (order, other) = (
            world.order(customer, &[(board, "3"), (board, "1")]).await,
            world.order(customer, &[(board, "3")]).await,
        );
        let item = world.item(order, 1).await;
        world.done(UpdateItem { order: Some(other), ..UpdateItem::of(item) }).await;
        let moved = json!([{
            "entity": "item", "id": item.to_string(), "kind": "update",
            "before": { "order_id": order.to_string() }, "after": { "order_id": other.to_string() },
        }]);
        assert_eq!((last(&world, order).await, last(&world, other).await), (moved.clone(), moved));
    }

    async fn a_unit_of_many_changes_is_one_row(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3"), (board, "1")]).await;
        let (one, two) = (world.item(order, 0).await, world.item(order, 1).await);
        world
            .done(staged(move |unit| {
                unit.delete(two)?;
                unit.patch(one, [Item::COLUMNS.quantity.to(docket_domain::money::Quantity::whole(9))])?;
                unit.patch(order, [Order::COLUMNS.notes.to("nine".to_owned())])
            }))
            .await;
        assert_eq!(world.changes_of(order).await.len(), 2);
        let kinds: Vec<String> = last(&world, order)
            .await
            .as_array()
            .unwrap()
            .iter()
            .map(|change| {
                format!("{} {}", change["entity"].as_str().unwrap(), change["kind"].as_str().unwrap())
            })
            .collect();
        assert_eq!(kinds, ["orders update", "item update", "item delete"]);
    }

    async fn history_is_read_newest_first(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        for notes in ["a", "b", "c"] {
            world.done(UpdateOrder { notes: Some(notes.to_owned()), ..UpdateOrder::of(order) }).await;
        }
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let page = |from| PageArgs { size: 3, from, backward: false };
        let newest = history::queries::of_order(&snapshot, order, &page(None)).await.unwrap();
        assert_eq!(newest.rows.iter().map(|row| row.version).collect::<Vec<_>>(), [4, 3, 2]);
        assert!(newest.has_next && !newest.has_previous);
        let rest =
            history::queries::of_order(&snapshot, order, &page(Some(newest.rows[2].id))).await.unwrap();
        assert_eq!(rest.rows.iter().map(|row| row.version).collect::<Vec<_>>(), [1]);
    }
}
