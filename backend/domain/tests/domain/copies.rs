//! Copies: an item's price is the product's when it was ordered, and stays.

use docket_domain::order::Item;
use docket_domain::order::commands::{AddItem, NewItem, UpdateItem};
use docket_domain::product::Product;
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Assign;

use crate::support::stage::{stage_item, staged};
use crate::support::{facts, money, number};

facts! {
    async fn a_new_price_leaves_items_as_they_were_ordered(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        world.done(UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) }).await;
        let first = world.item(order, 0).await;
        world.done(UpdateItem { quantity: Some(number("3")), ..UpdateItem::of(first) }).await;
        world
            .done(AddItem {
                order,
                item: NewItem { product: board, quantity: number("1"), expected_unit_price: None },
                expected_version: None,
            })
            .await;
        let prices: Vec<_> =
            world.items(order).await.into_iter().map(|item| (item.unit_price, item.amount)).collect();
        assert_eq!(prices, [(money("10"), money("30")), (money("12"), money("12"))]);
        assert_eq!(world.balance(customer).await, money("42"));
        world.holds().await;
    }

    async fn a_product_swapped_there_and_back_in_one_unit_keeps_the_price(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        world.done(UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) }).await;
        let (before, records) = (world.items(order).await, world.records().await);
        let columns = Item::COLUMNS;
        world
            .done(staged(move |unit| {
                unit.patch(item, [columns.product_id.to(nail)])?;
                unit.patch(item, [columns.product_id.to(board)])
            }))
            .await;
        assert_eq!((world.items(order).await, world.records().await), (before, records));
        world
            .done(staged(move |unit| {
                unit.patch(
                    item,
                    [
                        columns.product_id.to(nail),
                        columns.quantity.to(docket_domain::money::Quantity::whole(3)),
                    ],
                )?;
                unit.patch(item, [columns.product_id.to(board)])
            }))
            .await;
        assert_eq!(world.items(order).await[0].unit_price, money("10"));
        assert_eq!(world.balance(customer).await, money("30"));
        world.holds().await;
    }

    async fn a_product_swapped_there_and_back_in_two_units_takes_todays_price(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        world.done(UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) }).await;
        world.done(UpdateItem { product: Some(nail), ..UpdateItem::of(item) }).await;
        world.done(UpdateItem { product: Some(board), ..UpdateItem::of(item) }).await;
        assert_eq!(world.items(order).await[0].unit_price, money("12"));
        world.holds().await;
    }

    async fn swapping_to_the_same_product_changes_nothing(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        world.done(UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) }).await;
        let (before, records) = (world.items(order).await, world.records().await);
        world.done(UpdateItem { product: Some(board), ..UpdateItem::of(before[0].id) }).await;
        assert_eq!((world.items(order).await, world.records().await), (before, records));
        assert_eq!(world.load_order(order).await.version, 1);
    }

    async fn a_moved_item_keeps_its_price(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "2"), (nail, "1")]).await;
        let other = world.order(customer, &[(nail, "1")]).await;
        world.done(UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) }).await;
        let item = world.item(order, 0).await;
        world
            .done(UpdateItem { order: Some(other), quantity: Some(number("4")), ..UpdateItem::of(item) })
            .await;
        let moved = world.items(other).await.into_iter().find(|row| row.id == item).unwrap();
        assert_eq!((moved.unit_price, moved.amount), (money("10"), money("40")));
        assert_eq!(world.load_order(other).await.amount_total, money("41"));
        assert_eq!(world.load_order(order).await.amount_total, money("1"));
        world.holds().await;
    }

    async fn a_price_that_changes_in_the_same_unit_is_taken_as_the_unit_leaves_it(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        // The order of the writes does not matter: the swap comes first, the insert last.
        world
            .done(staged(move |unit| {
                unit.patch(item, [Item::COLUMNS.product_id.to(nail)])?;
                unit.patch(nail, [Product::COLUMNS.unit_price.to(money("5"))])?;
                stage_item(unit, order, nail, "10")
            }))
            .await;
        let prices: Vec<_> = world.items(order).await.into_iter().map(|item| item.unit_price).collect();
        assert_eq!(prices, [money("5"), money("5")]);
        assert_eq!(world.balance(customer).await, money("60"));
        world.holds().await;
    }

    async fn an_item_swapped_and_moved_in_one_unit_counts_once_in_the_right_place(world: World) {
        let (anna, bert) = (world.customer("1000").await, world.customer("1000").await);
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(anna, &[(board, "2"), (board, "1")]).await;
        let other = world.order(bert, &[(nail, "1")]).await;
        let item = world.item(order, 0).await;
        world.done(UpdateItem { order: Some(other), product: Some(nail), ..UpdateItem::of(item) }).await;
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("10"), money("3")));
        world.holds().await;
    }
}
