//! Versions: they rise with what people change, and with nothing else.

use docket_domain::Refusal;
use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::order::Order;
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Assign;
use docket_rules::violation::Violation;

use crate::support::stage::{stage_item, staged};
use crate::support::stored::violations;
use crate::support::{World, facts, number};

/// The version that the caller should have seen.
fn current(refusals: &[Refusal]) -> i64 {
    match violations(refusals)[..] {
        [Violation::StaleVersion { current, .. }] => *current,
        ref other => panic!("not a stale version: {other:?}"),
    }
}

async fn version(world: &World, order: docket_domain::id::OrderId) -> i64 {
    world.load_order(order).await.version
}

facts! {
    async fn a_patch_that_changes_nothing_leaves_no_trace(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        let state = async || {
            let rows = (world.load_customer(customer).await, world.load_product(board).await);
            (rows, world.load_order(order).await, world.items(order).await, world.records().await)
        };
        let before = state().await;
        world.done(UpdateOrder::of(order)).await;
        world
            .done(UpdateOrder {
                customer: Some(customer),
                notes: Some(String::new()),
                external_reference: Some(None),
                ..UpdateOrder::of(order)
            })
            .await;
        world.done(UpdateItem::of(item)).await;
        world
            .done(UpdateItem {
                quantity: Some(number("2.000")),
                product: Some(board),
                order: Some(order),
                ..UpdateItem::of(item)
            })
            .await;
        world
            .done(UpdateCustomer {
                credit_limit: Some(number("1000.00")),
                email: Some(None),
                ..UpdateCustomer::of(customer)
            })
            .await;
        world
            .done(UpdateProduct {
                unit_price: Some(number("10.0")),
                available: Some(true),
                ..UpdateProduct::of(board)
            })
            .await;
        assert_eq!(state().await, before);
    }

    async fn what_is_added_and_deleted_in_one_unit_never_was(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let before = (world.load_order(order).await, world.items(order).await, world.records().await);
        world
            .done(staged(move |unit| {
                let id: docket_domain::id::ItemId = unit.new_id();
                let item = docket_domain::order::Item::COLUMNS;
                unit.insert(
                    id,
                    [
                        item.order_id.to(order),
                        item.product_id.to(board),
                        item.quantity.to(docket_domain::money::Quantity::whole(1)),
                    ],
                )?;
                unit.delete(id)
            }))
            .await;
        assert_eq!((world.load_order(order).await, world.items(order).await, world.records().await), before);
    }

    async fn an_item_that_is_added_changed_or_deleted_raises_its_order(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        assert_eq!(version(&world, order).await, 1);
        let item = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
        let added = world.done(AddItem { order, item, expected_version: None }).await.item;
        assert_eq!(version(&world, order).await, 2);
        world.done(UpdateItem { quantity: Some(number("2")), ..UpdateItem::of(added) }).await;
        assert_eq!(version(&world, order).await, 3);
        let versions: Vec<i64> = world.items(order).await.iter().map(|item| item.version).collect();
        assert_eq!(versions, [1, 2]);
        world.done(DeleteItem { id: added, expected_version: None }).await;
        assert_eq!(version(&world, order).await, 4);
    }

    async fn a_move_raises_both_orders(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let (order, other) = (
            world.order(customer, &[(board, "2"), (board, "1")]).await,
            world.order(customer, &[(board, "2")]).await,
        );
        let item = world.item(order, 0).await;
        world.done(UpdateItem { order: Some(other), ..UpdateItem::of(item) }).await;
        assert_eq!((version(&world, order).await, version(&world, other).await), (2, 2));
        assert_eq!(world.items(other).await.iter().find(|row| row.id == item).unwrap().version, 2);
        assert_eq!((world.changes_of(order).await.len(), world.changes_of(other).await.len()), (2, 2));
    }

    async fn a_unit_raises_a_version_once_whatever_it_does(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        world
            .done(staged(move |unit| {
                unit.patch(order, [Order::COLUMNS.notes.to("two more".to_owned())])?;
                stage_item(unit, order, board, "1")?;
                stage_item(unit, order, board, "2")
            }))
            .await;
        assert_eq!(version(&world, order).await, 2);
        assert_eq!((world.changes_of(order).await.len(), world.events_of(order).await.len()), (2, 2));
        world.holds().await;
    }

    async fn the_balance_raises_no_version(world: World) {
        let (anna, bert) = (world.customer("1000").await, world.customer("1000").await);
        let board = world.product("10").await;
        let order = world.order(anna, &[(board, "2")]).await;
        world.done(UpdateOrder { customer: Some(bert), ..UpdateOrder::of(order) }).await;
        world.ship(order).await;
        assert_eq!(
            (world.load_customer(anna).await.version, world.load_customer(bert).await.version),
            (1, 1)
        );
        assert_eq!(world.load_product(board).await.version, 1);
        world.done(UpdateCustomer { credit_limit: Some(number("5")), ..UpdateCustomer::of(anna) }).await;
        assert_eq!(world.load_customer(anna).await.version, 2);
    }

    async fn a_stale_version_is_refused_with_the_current_one(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        world
            .done(UpdateOrder {
                notes: Some("a".to_owned()),
                expected_version: Some(1),
                ..UpdateOrder::of(order)
            })
            .await;
        let stale =
            UpdateOrder { notes: Some("b".to_owned()), expected_version: Some(1), ..UpdateOrder::of(order) };
        assert_eq!(current(&world.refused(stale).await), 2);
        // Also when nothing would change, and for what is part of the order.
        let stale = UpdateOrder { expected_version: Some(1), ..UpdateOrder::of(order) };
        assert_eq!(current(&world.refused(stale).await), 2);
        let add = AddItem {
            order,
            item: NewItem { product: board, quantity: number("1"), expected_unit_price: None },
            expected_version: Some(1),
        };
        assert_eq!(current(&world.refused(add).await), 2);
        assert_eq!(current(&world.refused(ShipOrder { id: order, expected_version: Some(1) }).await), 2);
        assert_eq!(current(&world.refused(DeleteItem { id: item, expected_version: Some(7) }).await), 1);
        assert_eq!(
            current(
                &world
                    .refused(UpdateCustomer { expected_version: Some(3), ..UpdateCustomer::of(customer) })
                    .await
            ),
            1
        );
        assert_eq!(
            current(
                &world.refused(UpdateProduct { expected_version: Some(3), ..UpdateProduct::of(board) }).await
            ),
            1
        );
        assert_eq!(version(&world, order).await, 2);
    }
}
