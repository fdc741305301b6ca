//! Items: they change while their order is open, and an order keeps one.

use docket_domain::Refusal;
use docket_domain::id::{CustomerId, OrderId};
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, UpdateItem, UpdateOrder};
use docket_domain::order::{Order, OrderStatus};
use docket_domain::unit::Assign;
use docket_rules::violation::Violation;

use crate::support::stage::{pay, stage_item, staged};
use crate::support::stored::{invalid, rules, violations};
use crate::support::{World, facts, money, new_order, number, rule};

/// An order that has shipped and one that is paid.
async fn closed(world: &World, customer: CustomerId) -> [OrderId; 2] {
    let board = world.product("10").await;
    let shipped = world.order(customer, &[(board, "1"), (board, "2")]).await;
    world.ship(shipped).await;
    let paid = world.order(customer, &[(board, "1"), (board, "2")]).await;
    world.done(pay(paid)).await;
    [shipped, paid]
}

facts! {
    async fn items_of_an_order_that_is_not_open_stay_as_they_are(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        for order in closed(&world, customer).await {
            let before = (world.items(order).await, world.records().await);
            let item = before.0[0].id;
            let add = AddItem {
                order,
                item: NewItem { product: board, quantity: number("1"), expected_unit_price: None },
                expected_version: None,
            };
            assert_eq!(rule(&world.refused(add).await), "items_while_open");
            let more = UpdateItem { quantity: Some(number("3")), ..UpdateItem::of(item) };
            assert_eq!(rule(&world.refused(more).await), "items_while_open");
            let swap = UpdateItem { product: Some(board), ..UpdateItem::of(item) };
            assert_eq!(rule(&world.refused(swap).await), "items_while_open");
            assert_eq!(
                rule(&world.refused(DeleteItem { id: item, expected_version: None }).await),
                "items_while_open"
            );
            assert_eq!((world.items(order).await, world.records().await), before);
        }
        world.holds().await;
    }

    async fn a_move_needs_both_orders_open(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let open = world.order(customer, &[(board, "1"), (board, "2")]).await;
        for order in closed(&world, customer).await {
            let out = UpdateItem { order: Some(open), ..UpdateItem::of(world.item(order, 0).await) };
            assert_eq!(rule(&world.refused(out).await), "items_while_open");
            let into = UpdateItem { order: Some(order), ..UpdateItem::of(world.item(open, 0).await) };
            assert_eq!(rule(&world.refused(into).await), "items_while_open");
        }
        world.holds().await;
    }

    async fn an_item_moves_into_an_order_that_the_unit_takes(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1"), (board, "2")]).await;
        let item = world.item(order, 0).await;
        let columns = Order::COLUMNS;
        world
            .done(staged(move |unit| {
                let id: OrderId = unit.new_id();
                let today = unit.now().date_naive();
                unit.insert(
                    id,
                    [
                        columns.number.to(7),
                        columns.customer_id.to(customer),
                        columns.status.to(OrderStatus::Open),
                        columns.order_date.to(today),
                        columns.notes.to(String::new()),
                    ],
                )?;
                unit.patch(item, [docket_domain::order::Item::COLUMNS.order_id.to(id)])
            }))
            .await;
        assert_eq!(world.load_order(order).await.amount_total, money("20"));
        assert_eq!(world.balance(customer).await, money("30"));
        assert_eq!(world.load_customer(customer).await.open_orders, 2);
        world.holds().await;
    }

    async fn the_last_item_neither_goes_nor_moves(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let (order, other) =
            (world.order(customer, &[(board, "1")]).await, world.order(customer, &[(board, "2")]).await);
        let last = world.item(order, 0).await;
        assert_eq!(
            rule(&world.refused(DeleteItem { id: last, expected_version: None }).await),
            "order_keeps_an_item"
        );
        let move_out = UpdateItem { order: Some(other), ..UpdateItem::of(last) };
        assert_eq!(rule(&world.refused(move_out).await), "order_keeps_an_item");
        // What counts is what the unit leaves.
        world
            .done(staged(move |unit| {
                unit.delete(last)?;
                stage_item(unit, order, board, "4")
            }))
            .await;
        assert_eq!(world.load_order(order).await.item_count, 1);
        assert_eq!(world.balance(customer).await, money("60"));
        world.holds().await;
    }

    async fn an_order_without_items_is_refused(world: World) {
        let customer = world.customer("1000").await;
        assert_eq!(invalid(&world.refused(new_order(customer, &[])).await), "items");
        let columns = Order::COLUMNS;
        let bare = staged(move |unit| {
            let id: OrderId = unit.new_id();
            let today = unit.now().date_naive();
            unit.insert(
                id,
                [
                    columns.number.to(7),
                    columns.customer_id.to(customer),
                    columns.status.to(OrderStatus::Open),
                    columns.order_date.to(today),
                    columns.notes.to(String::new()),
                ],
            )
        });
        assert_eq!(rules(&world.refused(bare).await), ["order_keeps_an_item"]);
        assert_eq!(world.records().await, (0, 0));
        assert_eq!(world.load_customer(customer).await.open_orders, 0);
    }

    async fn the_customer_changes_only_while_the_order_is_open(world: World) {
        let (anna, bert) = (world.customer("1000").await, world.customer("1000").await);
        for order in closed(&world, anna).await {
            let give = UpdateOrder { customer: Some(bert), ..UpdateOrder::of(order) };
            assert_eq!(rule(&world.refused(give).await), "customer_while_open");
            assert_eq!(world.load_order(order).await.customer_id, anna);
        }
        world.holds().await;
    }

    async fn notes_and_reference_change_at_any_time(world: World) {
        let customer = world.customer("1000").await;
        for order in closed(&world, customer).await {
            let before = world.load_order(order).await;
            let reference = Some(Some(format!("shop-{}", before.number)));
            let notes = Some("left at the door".to_owned());
            world.done(UpdateOrder { notes, external_reference: reference, ..UpdateOrder::of(order) }).await;
            let after = world.load_order(order).await;
            assert_eq!((after.version, after.notes.as_str()), (before.version + 1, "left at the door"));
        }
    }

    async fn an_order_moves_only_to_a_customer_with_the_credit(world: World) {
        let (anna, bert) = (world.customer("100").await, world.customer("50").await);
        let board = world.product("10").await;
        let order = world.order(anna, &[(board, "6")]).await;
        let give = UpdateOrder { customer: Some(bert), ..UpdateOrder::of(order) };
        assert_eq!(rule(&world.refused(give).await), "credit_limit");
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("60"), money("0")));
    }

    async fn a_reference_is_used_once_and_a_refusal_names_the_field(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let with_reference = || docket_domain::order::commands::CreateOrder {
            external_reference: Some("shop-1".to_owned()),
            ..new_order(customer, &[(board, "1")])
        };
        world.done(with_reference()).await;
        assert_eq!(
            world.refused(with_reference()).await,
            [Refusal::Duplicate { field: "externalReference".into() }]
        );
        assert_eq!(world.balance(customer).await, money("10"));
    }

    async fn a_row_that_a_unit_changes_and_deletes_is_a_contradiction(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1"), (board, "1")]).await;
        let item = world.item(order, 0).await;
        let both = staged(move |unit| {
            unit.delete(item)?;
            unit.patch(item, [docket_domain::order::Item::COLUMNS.product_id.to(board)])
        });
        assert!(matches!(violations(&world.refused(both).await)[..], [Violation::Contradiction { .. }]));
    }
}
