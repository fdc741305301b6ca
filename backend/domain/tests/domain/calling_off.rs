//! Calling an order off, taking it again, and deleting one that nothing came of.

use docket_domain::order::commands::{
    AddItem, CancelOrder, CreateOrder, DeleteOrder, DuplicateOrder, NewItem, ShipOrder, UnshipOrder,
};
use docket_domain::order::{Action, Order, OrderStatus};
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Assign;
use docket_domain::{Failure, Refusal, order};

use crate::support::stage::{pay, staged};
use crate::support::stored::rules;
use crate::support::{World, facts, money, new_order, number, rule};

const fn cancel(id: docket_domain::id::OrderId) -> CancelOrder {
    CancelOrder { id, reason: None, expected_version: None }
}

const fn delete(id: docket_domain::id::OrderId) -> DeleteOrder {
    DeleteOrder { id, reason: None, expected_version: None }
}

/// Whether an order is stored.
async fn is_there(world: &World, id: docket_domain::id::OrderId) -> bool {
    let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
    !order::queries::by_ids(&snapshot, &[id]).await.unwrap().is_empty()
}

facts! {
    async fn cancelling_frees_the_credit_and_says_why(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        let reason = Some(" asked by phone ".to_owned());
        world.done(CancelOrder { id: order, reason, expected_version: Some(1) }).await;
        let row = world.load_order(order).await;
        assert_eq!((row.status, row.version, row.amount_total), (OrderStatus::Cancelled, 2, money("30")));
        assert_eq!(world.balance(customer).await, money("0"));
        let change = world.changes_of(order).await.pop().unwrap();
        assert_eq!((change.command.as_str(), change.reason.as_deref()), ("cancelOrder", Some("asked by phone")));
        world.holds().await;
    }

    async fn only_an_open_order_is_cancelled(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        world.ship(order).await;
        let refused = world.refused(cancel(order)).await;
        let status = OrderStatus::Shipped;
        assert_eq!(refused, [Refusal::NotAllowed { action: Action::Cancel, status, settled: true }]);
    }

    async fn an_order_taken_again_has_todays_prices(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let first = world
            .done(CreateOrder {
                notes: "ring".to_owned(),
                external_reference: Some("shop-1".to_owned()),
                ..new_order(customer, &[(board, "3"), (nail, "0.5")])
            })
            .await;
        world.done(UpdateProduct { unit_price: Some(number("20")), ..UpdateProduct::of(board) }).await;
        world.ship(first).await;
        let again = world.done(DuplicateOrder { id: first }).await;
        let row = world.load_order(again).await;
        assert_eq!((row.status, row.customer_id, row.amount_total), (OrderStatus::Open, customer, money("60.5")));
        assert_eq!((row.notes.as_str(), row.external_reference, row.version), ("", None, 1));
        let items = world.items(again).await;
        assert_eq!(items.iter().map(|item| item.product_id).collect::<Vec<_>>(), [board, nail]);
        assert_eq!(world.balance(customer).await, money("60.5"));
        world.done(UpdateProduct { available: Some(false), ..UpdateProduct::of(nail) }).await;
        assert_eq!(rule(&world.refused(DuplicateOrder { id: first }).await), "product_available");
        world.holds().await;
    }

    async fn a_deleted_order_leaves_its_history_and_tells_the_world(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3"), (board, "1")]).await;
        let number = world.load_order(order).await.number;
        let reason = Some("entered twice".to_owned());
        world.done(DeleteOrder { id: order, reason, expected_version: Some(1) }).await;
        assert!(!is_there(&world, order).await);
        assert!(world.items(order).await.is_empty());
        let owner = world.load_customer(customer).await;
        assert_eq!((owner.balance, owner.open_orders), (money("0"), 0));
        let changes = world.changes_of(order).await;
        let last = changes.last().unwrap();
        assert_eq!((last.version, last.command.as_str()), (2, "deleteOrder"));
        assert_eq!(last.reason.as_deref(), Some("entered twice"));
        let kinds: Vec<_> = last.changes.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["delete"; 3]);
        let events = world.events_of(order).await;
        let told = events.last().unwrap();
        assert_eq!((told.r#type.as_str(), told.sequence), ("order.deleted", 2));
        assert_eq!(told.aggregatetype, "docket.changes");
        assert_eq!((&told.payload["number"], &told.payload["version"]), (&number.into(), &2.into()));
        world.holds().await;
    }

    async fn what_was_ever_paid_or_shipped_is_not_deleted(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        world.done(ShipOrder { id: order, expected_version: None }).await;
        let first = world.load_order(order).await.first_settled_at;
        assert!(first.is_some());
        world.done(UnshipOrder { id: order, expected_version: None }).await;
        assert_eq!(world.load_order(order).await.first_settled_at, first);
        let status = OrderStatus::Open;
        let refused = world.refused(delete(order)).await;
        assert_eq!(refused, [Refusal::NotAllowed { action: Action::Delete, status, settled: true }]);
        let item = world.item(order, 0).await;
        let by_hand = staged(move |unit| {
            unit.delete(item)?;
            unit.delete(order)
        });
        assert_eq!(rule(&world.refused(by_hand).await), "deleted_while_untouched");
        let forget = staged(move |unit| unit.patch(order, [Order::COLUMNS.first_settled_at.to(None)]));
        assert_eq!(rule(&world.refused(forget).await), "first_settlement_stays");
        world.ship(order).await;
        assert_eq!(world.load_order(order).await.first_settled_at, first);
        let paid = world.order(customer, &[(board, "1")]).await;
        world.done(pay(paid)).await;
        assert!(world.load_order(paid).await.first_settled_at.is_some());
        world.refused(delete(paid)).await;
    }

    async fn an_order_settled_without_its_date_is_refused(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        let undated = staged(move |unit| unit.patch(order, [Order::COLUMNS.status.to(OrderStatus::Paid)]));
        assert_eq!(rules(&world.refused(undated).await), ["settled_has_a_date"]);
    }

    async fn an_order_deleted_while_it_changes_is_whole_or_gone(world: World) {
        for _ in 0..20 {
            let customer = world.customer("1000").await;
            let board = world.product("10").await;
            let order = world.order(customer, &[(board, "1")]).await;
            let item = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
            let add = AddItem { order, item, expected_version: None };
            let ship = ShipOrder { id: order, expected_version: None };
            let delete = delete(order);
            let (added, shipped, deleted) = tokio::join!(
                world.docket.execute(&world.actor, &add),
                world.docket.execute(&world.actor, &ship),
                world.docket.execute(&world.actor, &delete),
            );
            assert!(shipped.is_ok() != deleted.is_ok(), "{shipped:?} {deleted:?}");
            let refused = [added.err(), shipped.err(), deleted.err()].into_iter().flatten();
            for failure in refused {
                assert!(matches!(failure, Failure::Refused(_)), "{failure:?}");
            }
            assert_eq!(world.balance(customer).await, money("0"));
        }
        world.holds().await;
    }

    async fn a_stale_order_is_neither_cancelled_nor_deleted(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "3")]).await;
        world.refused(CancelOrder { expected_version: Some(7), ..cancel(order) }).await;
        world.refused(DeleteOrder { expected_version: Some(7), ..delete(order) }).await;
        assert_eq!(world.load_order(order).await.status, OrderStatus::Open);
    }
}
