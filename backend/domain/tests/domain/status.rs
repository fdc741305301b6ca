//! Where an order may go from where it stands, and the dates that go with it.

use docket_domain::id::{CustomerId, OrderId, ProductId};
use docket_domain::order::Order;
use docket_domain::order::OrderStatus::{self, Cancelled, Complete, Open, Paid, Refunded, Shipped};
use docket_domain::unit::Assign;

use crate::support::stage::{stage_item, staged, status};
use crate::support::stored::rules;
use crate::support::{World, facts, money, rule};

/// A way to each status.
const WAYS: [&[OrderStatus]; 6] =
    [&[Open], &[Open, Paid], &[Open, Shipped], &[Open, Shipped, Complete], &[Open, Cancelled], &[Open, Paid, Refunded]];

/// Every legal move, for an order that shipped while it was open.
const LEGAL: [(OrderStatus, OrderStatus); 9] = [
    (Open, Paid),
    (Open, Shipped),
    (Open, Cancelled),
    (Paid, Shipped),
    (Paid, Refunded),
    (Shipped, Open),
    (Shipped, Complete),
    (Shipped, Refunded),
    (Complete, Refunded),
];

/// An order that went this way.
async fn order_by(world: &World, customer: CustomerId, board: ProductId, way: &[OrderStatus]) -> OrderId {
    let order = world.order(customer, &[(board, "1")]).await;
    for step in way.windows(2) {
        world.done(status(order, step[0], step[1])).await;
    }
    order
}

facts! {
    async fn an_order_moves_as_people_know_and_not_otherwise(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let mut order = order_by(&world, customer, board, WAYS[0]).await;
        for (from, way) in OrderStatus::ALL.into_iter().zip(WAYS) {
            for to in OrderStatus::ALL {
                if world.load_order(order).await.status != from {
                    order = order_by(&world, customer, board, way).await;
                }
                if LEGAL.contains(&(from, to)) || from == to {
                    world.done(status(order, from, to)).await;
                    assert_eq!(world.load_order(order).await.status, to);
                } else {
                    let refusals = world.refused(status(order, from, to)).await;
                    let expected =
                        if (from, to) == (Shipped, Paid) { "unship_restores" } else { "status_moves" };
                    assert!(rules(&refusals).contains(&expected), "{from:?} → {to:?}: {refusals:?}");
                    assert_eq!(world.load_order(order).await.status, from);
                }
            }
        }
        let order = order_by(&world, customer, board, &[Open, Paid, Shipped, Paid]).await;
        assert_eq!(world.load_order(order).await.status, Paid);
        world.holds().await;
    }

    async fn a_new_order_is_open(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let columns = Order::COLUMNS;
        for (number, status) in (1..).zip(OrderStatus::ALL) {
            let create = staged(move |unit| {
                let id: OrderId = unit.new_id();
                let now = unit.now();
                unit.insert(
                    id,
                    [
                        columns.number.to(number),
                        columns.customer_id.to(customer),
                        columns.status.to(status),
                        columns.order_date.to(now.date_naive()),
                        columns.date_shipped.to(matches!(status, Shipped | Complete).then_some(now)),
                        columns.notes.to(String::new()),
                    ],
                )?;
                stage_item(unit, id, board, "1")
            });
            if status == Open {
                world.done(create).await;
            } else {
                assert!(rules(&world.refused(create).await).contains(&"status_moves"), "{status:?}");
            }
        }
        assert_eq!(world.balance(customer).await, money("10"));
    }

    async fn the_shipping_date_goes_with_the_status(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let columns = Order::COLUMNS;
        let open = order_by(&world, customer, board, WAYS[0]).await;
        let no_date = staged(move |unit| {
            let settled = columns.first_settled_at.to(Some(unit.now()));
            unit.patch(open, [columns.status.to(Shipped), settled])
        });
        assert_eq!(rule(&world.refused(no_date).await), "shipped_has_a_date");
        let dated = |order| {
            staged(move |unit| {
                let now = unit.now();
                unit.patch(order, [columns.date_shipped.to(Some(now))])
            })
        };
        let undated = |order| staged(move |unit| unit.patch(order, [columns.date_shipped.to(None)]));
        assert!(rules(&world.refused(dated(open)).await).contains(&"unshipped_has_no_date"));
        let shipped = order_by(&world, customer, board, WAYS[2]).await;
        assert_eq!(rule(&world.refused(dated(shipped)).await), "shipping_date_stays");
        assert!(rules(&world.refused(undated(shipped)).await).contains(&"shipped_has_a_date"));
        let date = world.load_order(shipped).await.date_shipped;
        for (from, to) in [(Shipped, Complete), (Complete, Refunded)] {
            world.done(status(shipped, from, to)).await;
            assert_eq!(world.load_order(shipped).await.date_shipped, date);
        }
        assert_eq!(rule(&world.refused(undated(shipped)).await), "shipping_date_stays");
        let refunded = order_by(&world, customer, board, WAYS[5]).await;
        assert_eq!(world.load_order(refunded).await.date_shipped, None);
        assert_eq!(rule(&world.refused(dated(refunded)).await), "shipping_date_stays");
    }

    async fn what_was_called_off_or_paid_back_uses_no_credit(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        for (way, balance, open_orders) in [
            (WAYS[0], "10", 1),
            (WAYS[1], "20", 2),
            (WAYS[2], "20", 2),
            (WAYS[3], "20", 2),
            (WAYS[4], "20", 2),
            (WAYS[5], "20", 2),
        ] {
            order_by(&world, customer, board, way).await;
            let customer = world.load_customer(customer).await;
            assert_eq!((customer.balance, customer.open_orders), (money(balance), open_orders), "{way:?}");
        }
        world.holds().await;
    }
}
