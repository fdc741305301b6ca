//! Prices that move: expected ones, today's, and looking at the difference first.

use docket_domain::Refusal;
use docket_domain::order::commands::{AddItem, CancelOrder, CreateOrder, NewItem, RepriceOrder, UpdateItem};
use docket_domain::order::preview::Price;
use docket_domain::product::commands::UpdateProduct;
use docket_rules::violation::Violation;
use serde_json::json;

use crate::support::{facts, money, new_order, number, rule};

/// The field, the expected and the present price of the one refusal.
fn moved(refusals: &[Refusal]) -> (String, String, String) {
    match refusals {
        [Refusal::Violation { violation: Violation::Moved { moved, .. }, field, .. }] => {
            (field.join("."), moved.expected.to_string(), moved.current.to_string())
        }
        other => panic!("no price moved: {other:?}"),
    }
}

facts! {
    async fn a_price_that_moved_is_refused_with_the_present_one(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let mut create = new_order(customer, &[(nail, "1"), (board, "1")]);
        create.items[1].expected_unit_price = Some(number("9.5"));
        let told = ("items.1.expectedUnitPrice".to_owned(), "9.5000".to_owned(), "10.0000".to_owned());
        assert_eq!(moved(&world.refused(create.clone()).await), told);
        create.items[1].expected_unit_price = Some(number("10"));
        let order = world.done(create).await;
        let item = NewItem { product: board, quantity: number("1"), expected_unit_price: Some(number("11")) };
        let add = AddItem { order, item, expected_version: None };
        assert_eq!(moved(&world.refused(add).await).0, "expectedUnitPrice");
        let id = world.item(order, 0).await;
        let swap = |price| UpdateItem {
            product: Some(board),
            expected_unit_price: Some(number(price)),
            ..UpdateItem::of(id)
        };
        assert_eq!(moved(&world.refused(swap("1")).await).2, "10.0000");
        world.done(swap("10")).await;
    }

    async fn repricing_takes_todays_prices_of_all_items(world: World) {
        let customer = world.customer("100").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let order = world.order(customer, &[(board, "3"), (nail, "2")]).await;
        let reprice = RepriceOrder { id: order, expected_version: None };
        world.done(reprice.clone()).await;
        assert_eq!(world.load_order(order).await.version, 1);
        world.done(UpdateProduct { unit_price: Some(number("20")), ..UpdateProduct::of(board) }).await;
        let ahead = world.docket.preview_repricing(&world.actor, order).await.unwrap();
        let prices: Vec<_> = ahead.items.iter().map(|item| (item.before.unwrap(), item.price)).collect();
        let price = |price, amount| Price { unit_price: money(price), amount: money(amount) };
        let expected = [(price("10", "30"), price("20", "60")), (price("1", "2"), price("1", "2"))];
        assert_eq!(prices, expected);
        assert_eq!((ahead.amount_before, ahead.amount_total), (Some(money("32")), Some(money("62"))));
        let owner = ahead.customer.unwrap();
        assert_eq!((owner.balance, owner.available_credit), (money("62"), money("38")));
        assert_eq!((ahead.refusals, world.load_order(order).await.amount_total), (vec![], money("32")));
        world.done(reprice.clone()).await;
        let row = world.load_order(order).await;
        assert_eq!((row.amount_total, row.version), (money("62"), 2));
        assert_eq!(world.balance(customer).await, money("62"));
        let change = world.changes_of(order).await.pop().unwrap().changes;
        assert_eq!(
            change,
            json!([{
                "entity": "item", "id": world.item(order, 0).await.to_string(), "kind": "update",
                "before": { "unit_price": "10" }, "after": { "unit_price": "20" },
            }])
        );
        world.done(UpdateProduct { unit_price: Some(number("40")), ..UpdateProduct::of(board) }).await;
        assert_eq!(rule(&world.refused(reprice.clone()).await), "credit_limit");
        let ahead = world.docket.preview_repricing(&world.actor, order).await.unwrap();
        assert_eq!(rule(&ahead.refusals), "credit_limit");
        assert_eq!(ahead.customer.unwrap().available_credit, money("-22"));
        world.done(CancelOrder { id: order, reason: None, expected_version: None }).await;
        assert!(matches!(world.refused(reprice).await[..], [Refusal::NotAllowed { .. }]));
        world.holds().await;
    }

    async fn looking_ahead_gives_what_the_order_would_and_stores_nothing(world: World) {
        let customer = world.customer("100").await;
        let (board, nail) = (world.product("12.5").await, world.product("0.0333").await);
        world.order(customer, &[(board, "1")]).await;
        let before = (world.records().await, world.load_customer(customer).await);
        let create = new_order(customer, &[(board, "3"), (nail, "100")]);
        let ahead = world.docket.preview_order(&world.actor, &create).await.unwrap();
        let amounts: Vec<_> = ahead.items.iter().map(|item| (item.product, item.price.amount)).collect();
        assert_eq!(amounts, [(board, money("37.5")), (nail, money("3.33"))]);
        assert_eq!((ahead.amount_total, ahead.amount_before), (Some(money("40.83")), None));
        let owner = ahead.customer.unwrap();
        assert_eq!((owner.balance, owner.available_credit), (money("53.33"), money("46.67")));
        assert_eq!(ahead.refusals, []);
        assert_eq!((world.records().await, world.load_customer(customer).await), before);
        let order = world.done(create).await;
        assert_eq!(world.load_order(order).await.amount_total, money("40.83"));
        assert_eq!(world.balance(customer).await, money("53.33"));
    }

    async fn looking_ahead_sees_a_reference_that_is_taken(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("1").await;
        let create = CreateOrder {
            external_reference: Some("shop-17".to_owned()),
            ..new_order(customer, &[(board, "1")])
        };
        assert_eq!(world.docket.preview_order(&world.actor, &create).await.unwrap().refusals, []);
        world.done(create.clone()).await;
        let taken = [Refusal::Duplicate { field: "externalReference".into() }];
        assert_eq!(world.docket.preview_order(&world.actor, &create).await.unwrap().refusals, taken);
        let other = world.other_tenant("EUR", 2).await;
        let theirs = other.docket.preview_order(&other.actor, &create).await.unwrap();
        assert!(matches!(theirs.refusals[..], [Refusal::Violation { .. }, ..]), "{:?}", theirs.refusals);
        assert!(theirs.customer.is_none());
    }

    async fn looking_ahead_says_why_it_would_be_refused(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("30").await;
        let ahead = async |create: CreateOrder| world.docket.preview_order(&world.actor, &create).await.unwrap();
        let over = ahead(new_order(customer, &[(board, "4")])).await;
        assert_eq!(rule(&over.refusals), "credit_limit");
        assert_eq!((over.amount_total, over.items.len()), (Some(money("120")), 1));
        assert_eq!(over.customer.unwrap().available_credit, money("-20"));
        let none = ahead(new_order(customer, &[])).await;
        assert!(matches!(none.refusals[..], [Refusal::Invalid { .. }]));
        assert!(none.items.is_empty() && none.customer.is_none());
    }
}
