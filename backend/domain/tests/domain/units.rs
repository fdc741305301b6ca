//! Large and mixed units: many rows of each table at once, in chunks, and no more than the bound.

use std::sync::Arc;

use docket_domain::customer::Customer;
use docket_domain::id::{CustomerId, ItemId, ProductId};
use docket_domain::money::{Money, Quantity};
use docket_domain::order::{Item, Order, OrderStatus};
use docket_domain::product::Product;
use docket_domain::unit::{Assign, Command};
use docket_rules::violation::Violation;

use crate::support::stage::{stage_item, staged};
use crate::support::stored::violations;
use crate::support::{World, facts, money, new_order};

/// More than one statement takes: chunks are of 3,000 new items, 2,500 changed ones and 1,000 that are read.
const MANY: usize = 3_100;

/// Adds items to an order and ships it, all in one unit.
fn add_and_ship(
    order: docket_domain::id::OrderId,
    product: ProductId,
    quantity: &'static str,
    count: usize,
) -> impl Command<Out = ()> {
    let columns = Order::COLUMNS;
    staged(move |unit| {
        let now = unit.now();
        unit.patch(order, [columns.date_shipped.to(Some(now)), columns.first_settled_at.to(Some(now))])?;
        unit.patch(order, [columns.status.to(OrderStatus::Shipped)])?;
        (0..count).try_for_each(|_| stage_item(unit, order, product, quantity))
    })
}

async fn ids(world: &World, order: docket_domain::id::OrderId) -> Vec<ItemId> {
    world.items(order).await.into_iter().map(|item| item.id).collect()
}

facts! {
    async fn who_hangs_up_while_a_transaction_begins_leaves_none_open(world: World) {
        // Whether it comes that far is no matter: the connection goes back either way.
        for steps in 0..600 {
            let hang_up = async || {
                for _ in 0..steps % 200 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                _ = world.docket.snapshot(&world.actor) => {}
                () = hang_up() => {}
            }
            tokio::select! {
                _ = world.docket.database().begin() => {}
                () = hang_up() => {}
            }
            world.docket.newest_position().await.unwrap();
            world.docket.snapshot(&world.actor).await.unwrap();
        }
        let mut open = Vec::new();
        for _ in 0..8 {
            open.push(world.docket.snapshot(&world.actor).await.unwrap());
        }
        drop(open);
        world.customer("10").await;
    }

    async fn a_unit_may_write_more_rows_than_one_statement_takes(world: World) {
        let customer = world.customer("1000000").await;
        let cent = world.product("0.01").await;
        let (order, other) =
            (world.order(customer, &[(cent, "1")]).await, world.order(customer, &[(cent, "1")]).await);
        world.done(staged(move |unit| (0..MANY).try_for_each(|_| stage_item(unit, order, cent, "1")))).await;
        assert_eq!(world.load_order(order).await.amount_total, money("31.01"));
        let all: Arc<[ItemId]> = ids(&world, order).await.into();
        let (quantities, moved) = (all.clone(), all.clone());
        let columns = Item::COLUMNS;
        world
            .done(staged(move |unit| {
                quantities.iter().try_for_each(|id| unit.patch(*id, [columns.quantity.to(Quantity::whole(2))]))
            }))
            .await;
        assert_eq!(world.balance(customer).await, money("62.03"));
        world
            .done(staged(move |unit| {
                moved[1..].iter().try_for_each(|id| unit.patch(*id, [columns.order_id.to(other)]))
            }))
            .await;
        assert_eq!(
            (world.load_order(order).await.item_count, world.load_order(other).await.item_count),
            (1, 3_101)
        );
        world.done(staged(move |unit| all[1..].iter().try_for_each(|id| unit.delete(*id)))).await;
        assert_eq!(world.balance(customer).await, money("0.03"));
        assert_eq!((world.load_order(order).await.version, world.load_order(other).await.version), (4, 3));
        world.holds().await;
    }

    async fn a_unit_that_reaches_too_many_rows_is_refused(world: World) {
        let customer = world.customer("1000000").await;
        let cent = world.product("0.01").await;
        let order = world.order(customer, &[(cent, "1")]).await;
        let many = staged(move |unit| (0..10_000).try_for_each(|_| stage_item(unit, order, cent, "1")));
        let refusals = world.refused(many).await;
        assert!(matches!(violations(&refusals)[..], [Violation::CascadeTooLarge { limit: 10_000 }]));
        assert_eq!(world.load_order(order).await.item_count, 1);
    }

    async fn an_order_too_large_to_add_up_is_refused(world: World) {
        let customer = world.customer("1000").await;
        let gold = world.product("900000000").await;
        let bread = world.product("1").await;
        let order = world.order(customer, &[(bread, "1")]).await;
        let refusals = world.refused(add_and_ship(order, gold, "1000", 1_025)).await;
        let total = Order::COLUMNS.amount_total.at;
        assert!(
            violations(&refusals)
                .iter()
                .all(|it| matches!(it, Violation::Overflow { column, .. } if *column == total)),
            "{refusals:?}"
        );
        world.done(add_and_ship(order, gold, "1000", 1_024)).await;
        assert_eq!(world.load_order(order).await.amount_total, money("921600000000001"));
        assert_eq!(world.balance(customer).await, money("0"));
        world.holds().await;
    }

    async fn one_unit_changes_several_rows_of_every_table(world: World) {
        let (anna, bert) = (world.customer("1000").await, world.customer("1000").await);
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let (one, two, three) = (
            world.order(anna, &[(board, "1")]).await,
            world.order(anna, &[(board, "2")]).await,
            world.order(bert, &[(nail, "3")]).await,
        );
        world.ship(two).await;
        let (first, third) = (world.item(one, 0).await, world.item(three, 0).await);
        let (order, item, customer, product) =
            (Order::COLUMNS, Item::COLUMNS, Customer::COLUMNS, Product::COLUMNS);
        world
            .done(staged(move |unit| {
                let now = unit.now();
                unit.patch(
                    one,
                    [
                        order.status.to(OrderStatus::Shipped),
                        order.status_before_shipping.to(Some(OrderStatus::Open)),
                    ],
                )?;
                unit.patch(
                    one,
                    [
                        order.date_shipped.to(Some(now)),
                        order.first_settled_at.to(Some(now)),
                        order.external_reference.to(Some("shop-1".to_owned())),
                    ],
                )?;
                unit.patch(two, [order.status.to(OrderStatus::Open), order.status_before_shipping.to(None)])?;
                unit.patch(two, [order.date_shipped.to(None)])?;
                unit.patch(three, [order.order_date.to(now.date_naive().pred_opt().unwrap())])?;
                unit.patch(first, [item.quantity.to(Quantity::whole(7))])?;
                unit.patch(third, [item.product_id.to(board)])?;
                unit.patch(anna, [customer.email.to(Some("a@example.com".to_owned()))])?;
                unit.patch(bert, [customer.credit_limit.to(Money::whole(500))])?;
                unit.patch(board, [product.available.to(true), product.unit_price.to(Money::whole(20))])?;
                unit.patch(nail, [product.available.to(false)])?;
                let carla: CustomerId = unit.new_id();
                unit.insert(
                    carla,
                    [customer.name.to("Carla".to_owned()), customer.credit_limit.to(Money::whole(1))],
                )
            }))
            .await;
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("20"), money("60")));
        assert_eq!(world.load_order(one).await.amount_total, money("70"));
        assert_eq!(world.load_order(two).await.date_shipped, None);
        assert!(!world.load_product(nail).await.available && world.load_product(board).await.available);
        assert_eq!(world.load_customer(anna).await.email.as_deref(), Some("a@example.com"));
        world.holds().await;
    }

    async fn two_orders_may_exchange_their_only_items(world: World) {
        let (anna, bert) = (world.customer("20").await, world.customer("30").await);
        let board = world.product("10").await;
        let (one, two) = (world.order(anna, &[(board, "2")]).await, world.order(bert, &[(board, "1")]).await);
        let (first, second) = (world.item(one, 0).await, world.item(two, 0).await);
        world
            .done(staged(move |unit| {
                unit.patch(first, [Item::COLUMNS.order_id.to(two)])?;
                unit.patch(second, [Item::COLUMNS.order_id.to(one)])
            }))
            .await;
        assert_eq!((ids(&world, one).await, ids(&world, two).await), (vec![second], vec![first]));
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("10"), money("20")));
        world.holds().await;
    }

    async fn a_limit_is_judged_when_the_unit_ends(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let (one, two) =
            (world.order(customer, &[(board, "5")]).await, world.order(customer, &[(board, "5")]).await);
        let (first, second) = (world.item(one, 0).await, world.item(two, 0).await);
        // In between the balance would be 140.
        world
            .done(staged(move |unit| {
                unit.patch(first, [Item::COLUMNS.quantity.to(Quantity::whole(9))])?;
                unit.patch(second, [Item::COLUMNS.quantity.to(Quantity::whole(1))])
            }))
            .await;
        assert_eq!(world.balance(customer).await, money("100"));
        world.refused(new_order(customer, &[(board, "0.001")])).await;
        world.holds().await;
    }
}
