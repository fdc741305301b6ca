//! Limits that are already exceeded, and what is archived or not for sale.

use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::id::{CustomerId, ItemId, ProductId};
use docket_domain::order::commands::{AddItem, NewItem, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;

use crate::support::stage::{archive_customer, archive_product};
use crate::support::stored::{compared, rules};
use crate::support::{World, facts, money, new_order, number, rule};

fn limit(customer: CustomerId, limit: &str) -> UpdateCustomer {
    UpdateCustomer { credit_limit: Some(number(limit)), ..UpdateCustomer::of(customer) }
}

fn quantity(item: ItemId, quantity: &str) -> UpdateItem {
    UpdateItem { quantity: Some(number(quantity)), ..UpdateItem::of(item) }
}

/// What is refused and what is not when a product takes no new items.
async fn takes_no_new_items(world: &World, customer: CustomerId, board: ProductId, ordered: ItemId) {
    let add = |product| NewItem { product, quantity: number("1"), expected_unit_price: None };
    assert_eq!(rule(&world.refused(new_order(customer, &[(board, "1")])).await), "product_available");
    let nail = world.product("1").await;
    let order = world.order(customer, &[(nail, "1")]).await;
    let added = AddItem { order, item: add(board), expected_version: None };
    assert_eq!(rule(&world.refused(added).await), "product_available");
    let swapped = UpdateItem { product: Some(board), ..UpdateItem::of(world.item(order, 0).await) };
    assert_eq!(rule(&world.refused(swapped).await), "product_available");
    world.done(quantity(ordered, "7")).await;
    world.done(UpdateItem { product: Some(nail), ..UpdateItem::of(ordered) }).await;
    world.holds().await;
}

facts! {
    async fn a_limit_below_the_balance_is_refused_with_the_numbers(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("60").await;
        world.order(customer, &[(board, "1")]).await;
        let numbers = compared(&world.refused(limit(customer, "59.9999")).await);
        assert_eq!(
            (numbers.left.to_string(), numbers.right.to_string()),
            ("60.0000".to_owned(), "59.9999".to_owned())
        );
        assert_eq!(world.load_customer(customer).await.credit_limit, money("100"));
    }

    async fn a_breach_may_stay_or_improve_but_never_get_worse(world: World) {
        let customer = world.customer("100").await;
        let (euro, gift) = (world.product("1").await, world.product("0").await);
        let order = world.order(customer, &[(euro, "80")]).await;
        let item = world.item(order, 0).await;
        world
            .sql(&format!(
                "UPDATE customer SET credit_limit = 500000 WHERE id = {}",
                world.literal(customer.0)
            ))
            .await;
        world.done(quantity(item, "70")).await;
        assert_eq!(rule(&world.refused(quantity(item, "70.01")).await), "credit_limit");
        assert_eq!(rule(&world.refused(new_order(customer, &[(euro, "0.01")])).await), "credit_limit");
        world.done(UpdateOrder { notes: Some("call first".to_owned()), ..UpdateOrder::of(order) }).await;
        world.done(UpdateCustomer { name: Some("Alder".to_owned()), ..UpdateCustomer::of(customer) }).await;
        world.order(customer, &[(gift, "1")]).await;
        world.done(limit(customer, "55")).await;
        assert_eq!(rule(&world.refused(limit(customer, "54")).await), "credit_limit");
        world.done(quantity(item, "55")).await;
        assert_eq!(rule(&world.refused(quantity(item, "55.01")).await), "credit_limit");
        assert_eq!(world.balance(customer).await, money("55"));
        world.holds().await;
    }

    async fn an_order_over_the_limit_may_still_ship(world: World) {
        let customer = world.customer("100").await;
        let euro = world.product("1").await;
        let (first, _) =
            (world.order(customer, &[(euro, "30")]).await, world.order(customer, &[(euro, "60")]).await);
        world
            .sql(&format!("UPDATE customer SET credit_limit = 0 WHERE id = {}", world.literal(customer.0)))
            .await;
        world.ship(first).await;
        assert_eq!(world.balance(customer).await, money("60"));
        let unship = docket_domain::order::commands::UnshipOrder { id: first, expected_version: None };
        assert_eq!(rule(&world.refused(unship).await), "credit_limit");
    }

    async fn a_customer_with_open_orders_is_not_archived(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        assert_eq!(rule(&world.refused(archive_customer(customer)).await), "archived_without_open_orders");
        world.ship(order).await;
        world.done(archive_customer(customer)).await;
        assert!(world.load_customer(customer).await.archived_at.is_some());
    }

    async fn an_archived_customer_takes_no_orders(world: World) {
        let (gone, anna) = (world.customer("100").await, world.customer("100").await);
        let board = world.product("10").await;
        world.done(archive_customer(gone)).await;
        let refusals = world.refused(new_order(gone, &[(board, "1")])).await;
        assert!(rules(&refusals).contains(&"archived_takes_no_orders"));
        let order = world.order(anna, &[(board, "1")]).await;
        let give = UpdateOrder { customer: Some(gone), ..UpdateOrder::of(order) };
        assert!(rules(&world.refused(give).await).contains(&"archived_takes_no_orders"));
        assert_eq!((world.balance(anna).await, world.balance(gone).await), (money("10"), money("0")));
    }

    async fn an_unavailable_product_takes_no_new_items(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.done(UpdateProduct { available: Some(false), ..UpdateProduct::of(board) }).await;
        takes_no_new_items(&world, customer, board, world.item(order, 0).await).await;
    }

    async fn an_archived_product_takes_no_new_items(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.done(archive_product(board)).await;
        takes_no_new_items(&world, customer, board, world.item(order, 0).await).await;
    }

    async fn an_item_of_a_product_no_longer_sold_may_move(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1"), (board, "2")]).await;
        let other = world.order(customer, &[(board, "1")]).await;
        world.done(UpdateProduct { available: Some(false), ..UpdateProduct::of(board) }).await;
        world.done(UpdateItem { order: Some(other), ..UpdateItem::of(world.item(order, 0).await) }).await;
        world.holds().await;
    }
}
