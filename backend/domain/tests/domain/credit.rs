//! Check credit, through the commands.

use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, UnshipOrder, UpdateItem, UpdateOrder};

use crate::support::{facts, money, new_order, number, rule};

facts! {
    async fn an_order_raises_the_balance_by_its_items(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("12.50").await, world.product("0.0333").await);
        let order = world.order(customer, &[(board, "3"), (nail, "100")]).await;
        assert_eq!(world.load_order(order).await.amount_total, money("40.83"));
        assert_eq!(world.balance(customer).await, money("40.83"));
        world.holds().await;
    }

    async fn exactly_the_limit_is_legal_and_a_cent_more_is_not(world: World) {
        let customer = world.customer("100").await;
        let cent = world.product("0.01").await;
        world.order(customer, &[(cent, "10000")]).await;
        assert_eq!(rule(&world.refused(new_order(customer, &[(cent, "1")])).await), "credit_limit");
        assert_eq!(world.balance(customer).await, money("100"));
        world.holds().await;
    }

    async fn every_way_to_change_an_order_keeps_the_balance(world: World) {
        let (anna, bert) = (world.customer("1000").await, world.customer("1000").await);
        let (board, screw) = (world.product("10").await, world.product("2").await);
        let order = world.order(anna, &[(board, "2"), (screw, "5")]).await;
        let first = world.item(order, 0).await;
        world.done(UpdateItem { quantity: Some(number("4")), ..UpdateItem::of(first) }).await;
        assert_eq!(world.balance(anna).await, money("50"));
        world.done(UpdateItem { product: Some(screw), ..UpdateItem::of(first) }).await;
        assert_eq!(world.balance(anna).await, money("18"));
        world.done(AddItem { order, item: NewItem { product: board, quantity: number("1"), expected_unit_price: None }, expected_version: None }).await;
        assert_eq!(world.balance(anna).await, money("28"));
        world.done(DeleteItem { id: first, expected_version: None }).await;
        assert_eq!(world.balance(anna).await, money("20"));
        world.done(UpdateOrder { customer: Some(bert), ..UpdateOrder::of(order) }).await;
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("0"), money("20")));
        let other = world.order(anna, &[(board, "1")]).await;
        let moving = world.item(order, 0).await;
        world.done(UpdateItem { order: Some(other), ..UpdateItem::of(moving) }).await;
        assert_eq!((world.balance(anna).await, world.balance(bert).await), (money("20"), money("10")));
        world.ship(other).await;
        assert_eq!(world.balance(anna).await, money("0"));
        world.done(UnshipOrder { id: other, expected_version: None }).await;
        assert_eq!(world.balance(anna).await, money("20"));
        world.holds().await;
    }

    async fn lowering_the_limit_below_the_balance_is_refused(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("60").await;
        world.order(customer, &[(board, "1")]).await;
        let lower = UpdateCustomer { credit_limit: Some(number("59.99")), ..UpdateCustomer::of(customer) };
        assert_eq!(rule(&world.refused(lower).await), "credit_limit");
        world.done(UpdateCustomer { credit_limit: Some(number("60")), ..UpdateCustomer::of(customer) }).await;
        world.holds().await;
    }
}
