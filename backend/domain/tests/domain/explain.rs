//! Explanations: a stored value leads down to the orders and items behind it.

use docket_domain::explain::{Explanation, Question, Unexplained, explain};
use docket_domain::id::RowId;
use docket_domain::product::commands::UpdateProduct;

use crate::support::{World, facts, number};

async fn asked(world: &World, id: impl RowId, field: &str, first: usize) -> Result<Explanation, Unexplained> {
    let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
    let question = Question { key: id.key(), field: field.to_owned(), first, after: None };
    explain(&snapshot, &question).await.unwrap()
}

async fn why(world: &World, id: impl RowId, field: &str) -> Explanation {
    asked(world, id, field, 50).await.unwrap()
}

facts! {
    async fn a_balance_is_explained_by_orders_items_and_prices(world: World) {
        let customer = world.customer("1000").await;
        let (board, beam) = (world.product("10").await, world.product("60").await);
        let first = world.order(customer, &[(board, "5.5")]).await;
        let second = world.order(customer, &[(beam, "3")]).await;
        world.ship(world.order(customer, &[(board, "1")]).await).await;
        let numbers = (world.load_order(first).await.number, world.load_order(second).await.number);

        let balance = why(&world, customer, "balance").await;
        assert_eq!(balance.text(), format!("balance 235 = order {}: 55 + order {}: 180", numbers.0, numbers.1));
        assert_eq!(balance.rule.unwrap().name, "customer.balance");
        assert_eq!((balance.terms[0].key, balance.terms[1].key), (first.key(), second.key()));
        let total = &balance.terms[0];
        let item = &total.terms[0];
        let sku = world.load_product(board).await.sku;
        assert_eq!(total.text(), format!("amountTotal 55 = item of product {sku}: 55"));
        assert_eq!(
            item.text(),
            "amount 55 = round(quantity × unit_price, minor_unit), where quantity = 5.5, unitPrice = 10, minorUnit = 2"
        );
        let price = &item.terms[1];
        assert_eq!(price.text(), format!("unitPrice 10 = product {sku}: 10"));
        assert!(price.terms[0].rule.is_none() && price.terms[0].terms.is_empty());
    }

    async fn a_copied_price_says_what_its_source_has_now(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        let update = UpdateProduct { unit_price: Some(number("12")), ..UpdateProduct::of(board) };
        world.done(update).await;
        let sku = world.load_product(board).await.sku;
        let price = why(&world, world.item(order, 0).await, "unit_price").await;
        assert_eq!(price.text(), format!("unitPrice 10 was copied from product {sku}, which has 12 now"));
    }

    async fn counted_rows_are_named(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        assert_eq!(why(&world, customer, "openOrders").await.text(), "openOrders 0 = nothing to add up");
        let order = world.order(customer, &[(board, "1")]).await;
        let number = world.load_order(order).await.number;
        assert_eq!(why(&world, customer, "openOrders").await.text(), format!("openOrders 1 = order {number}"));
    }

    async fn what_is_not_listed_is_added_up(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        let items: Vec<_> = (1..=12).map(|_| (board, "2")).collect();
        for _ in 0..4 {
            world.order(customer, &items).await;
        }
        let balance = asked(&world, customer, "balance", 3).await.unwrap();
        assert_eq!(balance.terms.len(), 3);
        let rest = balance.rest.as_ref().unwrap();
        assert_eq!((rest.text().as_str(), rest.follows), ("1 more: 24", true));
        assert_eq!(balance.terms[0].rest.as_ref().unwrap().text(), "2 more: 4");

        let after = Some(balance.terms[2].key.id);
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let question = Question { key: customer.key(), field: "balance".to_owned(), first: 3, after };
        let next = explain(&snapshot, &question).await.unwrap().unwrap();
        assert_eq!(next.terms.len(), 1);
        let rest = next.rest.unwrap();
        assert_eq!((rest.text().as_str(), rest.follows), ("3 more: 72", false));
    }

    async fn what_no_rule_fills_is_said_so(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        let none = async |field: &str| asked(&world, customer, field, 50).await.unwrap_err();
        assert_eq!(none("nope").await, Unexplained::NoColumn);
        assert_eq!(none("creditLimit").await, Unexplained::NoRule);
        assert_eq!(asked(&world, board, "unitPrice", 50).await.unwrap_err(), Unexplained::NoRule);
    }

    async fn another_tenants_values_are_not_explained(world: World) {
        let customer = world.customer("1000").await;
        let other = world.other_tenant("EUR", 2).await;
        assert_eq!(asked(&other, customer, "balance", 50).await.unwrap_err(), Unexplained::NoRow);
    }
}
