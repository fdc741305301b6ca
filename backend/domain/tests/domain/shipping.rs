//! Shipping, and taking it back.

use docket_domain::Refusal;
use docket_domain::id::OrderId;
use docket_domain::money::Quantity;
use docket_domain::order::commands::{ShipOrder, UnshipOrder};
use docket_domain::order::{Action, Item, Order, OrderStatus};
use docket_domain::outbox::ORDER_SHIPPING;
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Assign;

use crate::support::stage::{archive_customer, pay, staged};
use crate::support::stored::compared;
use crate::support::{World, facts, money, rule};

const fn unship(id: OrderId) -> UnshipOrder {
    UnshipOrder { id, expected_version: None }
}

/// The types of an order's shipping events, in order.
async fn shipments(world: &World, order: OrderId) -> Vec<String> {
    let events = world.events_of(order).await.into_iter();
    events.filter(|event| event.aggregatetype == ORDER_SHIPPING).map(|event| event.r#type).collect()
}

facts! {
    async fn shipping_sets_the_date_and_frees_the_credit(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "10")]).await;
        world.ship(order).await;
        let shipped = world.load_order(order).await;
        assert_eq!(
            (shipped.status, shipped.status_before_shipping),
            (OrderStatus::Shipped, Some(OrderStatus::Open))
        );
        assert!(shipped.date_shipped.is_some_and(|date| date >= shipped.created_at));
        assert_eq!(shipped.amount_total, money("100"));
        let customer = world.load_customer(customer).await;
        assert_eq!((customer.balance, customer.open_orders), (money("0"), 0));
        world.holds().await;
    }

    async fn an_order_ships_once(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        assert_eq!(
            world.refused(unship(order)).await,
            [Refusal::NotAllowed { action: Action::Unship, status: OrderStatus::Open, settled: false }]
        );
        world.ship(order).await;
        let again = ShipOrder { id: order, expected_version: None };
        assert_eq!(
            world.refused(again).await,
            [Refusal::NotAllowed { action: Action::Ship, status: OrderStatus::Shipped, settled: true }]
        );
        assert_eq!(shipments(&world, order).await, ["order.shipped"]);
    }

    async fn unshipping_restores_where_the_order_stood(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let (open, paid) =
            (world.order(customer, &[(board, "1")]).await, world.order(customer, &[(board, "2")]).await);
        world.done(pay(paid)).await;
        assert_eq!(world.balance(customer).await, money("30"));
        for (order, status) in [(open, OrderStatus::Open), (paid, OrderStatus::Paid)] {
            world.ship(order).await;
            world.done(unship(order)).await;
            let back = world.load_order(order).await;
            assert_eq!((back.status, back.status_before_shipping, back.date_shipped), (status, None, None));
        }
        assert_eq!(world.balance(customer).await, money("30"));
        world.holds().await;
    }

    async fn unshipping_to_another_place_is_refused(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let (open, paid) =
            (world.order(customer, &[(board, "1")]).await, world.order(customer, &[(board, "2")]).await);
        world.done(pay(paid)).await;
        let columns = Order::COLUMNS;
        for (order, wrong) in [(open, OrderStatus::Paid), (paid, OrderStatus::Open)] {
            world.ship(order).await;
            let back = staged(move |unit| {
                let clear = [columns.date_shipped.to(None), columns.status_before_shipping.to(None)];
                unit.patch(order, clear)?;
                unit.patch(order, [columns.status.to(wrong)])
            });
            assert_eq!(rule(&world.refused(back).await), "unship_restores");
        }
    }

    async fn unshipping_judges_the_credit_again(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("60").await;
        let first = world.order(customer, &[(board, "1")]).await;
        world.ship(first).await;
        let second = world.order(customer, &[(board, "1")]).await;
        let refusals = world.refused(unship(first)).await;
        assert_eq!(rule(&refusals), "credit_limit");
        let numbers = compared(&refusals);
        assert_eq!(
            (numbers.left.to_string(), numbers.right.to_string()),
            ("120.0000".to_owned(), "100.0000".to_owned())
        );
        assert_eq!(numbers.left_before.unwrap().to_string(), "60.0000");
        assert_eq!(world.load_order(first).await.status, OrderStatus::Shipped);
        world.ship(second).await;
        world.done(unship(first)).await;
        assert_eq!(world.balance(customer).await, money("60"));
        world.holds().await;
    }

    async fn unshipping_does_not_ask_whether_the_product_is_available(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.ship(order).await;
        world.done(UpdateProduct { available: Some(false), ..UpdateProduct::of(board) }).await;
        world.done(unship(order)).await;
        world.ship(order).await;
        world.holds().await;
    }

    async fn an_archived_customers_order_stays_shipped(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.ship(order).await;
        world.done(archive_customer(customer)).await;
        assert_eq!(rule(&world.refused(unship(order)).await), "archived_without_open_orders");
    }

    async fn shipping_again_is_another_event(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.ship(order).await;
        world.done(unship(order)).await;
        world.ship(order).await;
        assert_eq!(shipments(&world, order).await, ["order.shipped", "order.unshipped", "order.shipped"]);
        let mut ids: Vec<_> = world.events_of(order).await.into_iter().map(|event| event.id).collect();
        ids.sort_unstable();
        ids.dedup();
        // The creation, and two events for each of the three changes.
        assert_eq!(ids.len(), 7);
    }

    async fn one_unit_may_edit_and_ship(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        let item = world.item(order, 0).await;
        let columns = Order::COLUMNS;
        // More than the credit allows for an order that stays; this one leaves.
        world
            .done(staged(move |unit| {
                let now = unit.now();
                unit.patch(
                    order,
                    [
                        columns.status.to(OrderStatus::Shipped),
                        columns.date_shipped.to(Some(now)),
                        columns.first_settled_at.to(Some(now)),
                        columns.status_before_shipping.to(Some(OrderStatus::Open)),
                    ],
                )?;
                unit.patch(item, [Item::COLUMNS.quantity.to(Quantity::whole(11))])
            }))
            .await;
        assert_eq!(world.load_order(order).await.amount_total, money("110"));
        assert_eq!(world.balance(customer).await, money("0"));
        let events = world.events_of(order).await;
        let shipped = events.iter().find(|event| event.r#type == "order.shipped").unwrap();
        assert_eq!(shipped.payload["items"][0]["quantity"], "11");
        assert_eq!(shipped.payload["amountTotal"], "110");
        world.holds().await;
    }

    async fn shipping_and_unshipping_in_one_unit_is_no_shipment(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        let columns = Order::COLUMNS;
        world
            .done(staged(move |unit| {
                let now = unit.now();
                unit.patch(order, [columns.status.to(OrderStatus::Shipped)])?;
                unit.patch(order, [columns.date_shipped.to(Some(now))])?;
                unit.patch(order, [columns.status.to(OrderStatus::Open)])?;
                unit.patch(order, [columns.date_shipped.to(None)])?;
                unit.patch(order, [columns.notes.to("not today".to_owned())])
            }))
            .await;
        assert!(shipments(&world, order).await.is_empty());
        let types: Vec<String> = world.events_of(order).await.into_iter().map(|event| event.r#type).collect();
        assert_eq!(types, ["order.changed", "order.changed"]);
        assert_eq!(world.balance(customer).await, money("10"));
    }
}
