//! A refused unit says the largest quantity that fits, if one item is all that is in the way.

use docket_domain::Refusal;
use docket_domain::money::Quantity;
use docket_domain::order::commands::{AddItem, NewItem, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;

use crate::support::{facts, new_order, number};

/// The largest quantity that each refusal names.
fn largest(refusals: &[Refusal]) -> Vec<Option<Quantity>> {
    let each = refusals.iter().map(|refusal| match refusal {
        Refusal::Violation { largest, .. } => *largest,
        other => panic!("no violation: {other:?}"),
    });
    each.collect()
}

facts! {
    async fn the_largest_quantity_that_fits_is_named_and_fits(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("7.77").await;
        let first = new_order(customer, &[(board, "20")]);
        assert_eq!(largest(&world.refused(first).await), [Some(Quantity::whole(12))]);
        let fine = new_order(customer, &[(board, "20.5")]);
        assert_eq!(largest(&world.refused(fine).await), [Some(Quantity::from_units(12_800))]);
        let order = world.order(customer, &[(board, "5")]).await;
        let item = world.item(order, 0).await;
        let raise = |to| UpdateItem { quantity: Some(number(to)), ..UpdateItem::of(item) };
        assert_eq!(largest(&world.refused(raise("13")).await), [Some(Quantity::whole(12))]);
        let item = NewItem { product: board, quantity: number("100"), expected_unit_price: None };
        let add = AddItem { order, item, expected_version: None };
        assert_eq!(largest(&world.refused(add).await), [Some(Quantity::whole(7))]);
        world.done(raise("12")).await;
        assert_eq!(largest(&world.refused(raise("13")).await), [Some(Quantity::whole(12))]);
    }

    async fn a_quantity_out_of_range_says_what_fits(world: World) {
        let customer = world.customer("900000000000").await;
        let board = world.product("1").await;
        let refused = world.refused(new_order(customer, &[(board, "1000001")])).await;
        assert_eq!(largest(&refused), [Some(Quantity::whole(1_000_000))]);
    }

    async fn where_no_quantity_or_several_are_in_the_way_none_is_named(world: World) {
        let customer = world.customer("100").await;
        let (board, gold) = (world.product("10").await, world.product("1000").await);
        assert_eq!(largest(&world.refused(new_order(customer, &[(gold, "1")])).await), [None]);
        assert_eq!(largest(&world.refused(new_order(customer, &[(board, "9"), (board, "9")])).await), [None]);
        let (poor, order) = (world.customer("5").await, world.order(customer, &[(board, "9")]).await);
        let moved = UpdateOrder { customer: Some(poor), ..UpdateOrder::of(order) };
        assert_eq!(largest(&world.refused(moved).await), [None]);
        world.done(UpdateProduct { available: Some(false), ..UpdateProduct::of(board) }).await;
        let refused = world.refused(new_order(customer, &[(board, "1")])).await;
        assert_eq!(largest(&refused), [None]);
    }
}
