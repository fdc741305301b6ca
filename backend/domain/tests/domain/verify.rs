//! Verification: the database recomputes what the rules derive, and finds what was spoiled behind Docket's
//! back.

use docket_domain::verify::Drift;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::support::alone::alone;
use crate::support::{World, facts, new_order};

fn drift(rule: &str, id: Uuid) -> Drift {
    Drift { rule: rule.to_owned(), id }
}

/// Orders with odd quantities of products at odd prices.
async fn odd_orders(world: &World, random: &mut StdRng, count: usize) {
    let customer = world.customer("900000000000").await;
    let mut products = Vec::new();
    for _ in 0..8 {
        let decimals = random.random_range(0..=4);
        let price = Decimal::new(random.random_range(0..99_999), decimals);
        products.push(world.product(&price.to_string()).await);
    }
    for _ in 0..count {
        let mut create = new_order(customer, &[]);
        for _ in 0..random.random_range(1..=4) {
            let quantity = Decimal::new(random.random_range(1..1_000_000), random.random_range(0..=3));
            let product = products[random.random_range(0..products.len())];
            create.items.push(docket_domain::order::commands::NewItem { product, quantity, expected_unit_price: None });
        }
        let order = world.done(create).await;
        if random.random_ratio(1, 3) {
            world.ship(order).await;
        }
    }
}

facts! {
    async fn the_databases_own_sums_and_roundings_agree_with_the_planner(world: World) {
        let mut random = StdRng::seed_from_u64(20_260_101);
        for (currency, minor_unit) in [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("XTS", 1)] {
            odd_orders(&world.other_tenant(currency, minor_unit).await, &mut random, 40).await;
        }
        world.holds().await;
    }
}

alone! {
    async fn each_spoiled_value_is_found_by_rule_and_row(url: String) {
        let world = World::at(&url).await;
        let (customer, other) = (world.customer("1000").await, world.customer("1000").await);
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2"), (board, "1")]).await;
        world.order(other, &[(board, "3")]).await;
        let shipped = world.order(customer, &[(board, "3")]).await;
        world.ship(shipped).await;
        let item = world.item(order, 1).await;
        let (of_item, of_order, of_customer) = (
            drift("item.amount", item.0),
            drift("orders.amount_total", order.0),
            drift("customer.balance", customer.0),
        );
        // A spoiled input shows in what is derived from it; a spoiled copy in the formula that reads it.
        for (table, id, column, by, found) in [
            ("customer", customer.0, "balance", 1, vec![of_customer.clone()]),
            ("customer", customer.0, "open_orders", 1, vec![drift("customer.open_orders", customer.0)]),
            ("customer", other.0, "balance", -1, vec![drift("customer.balance", other.0)]),
            ("orders", order.0, "amount_total", 100, vec![of_order.clone(), of_customer]),
            ("orders", order.0, "item_count", -1, vec![drift("orders.item_count", order.0)]),
            ("orders", shipped.0, "amount_total", 1, vec![drift("orders.amount_total", shipped.0)]),
            ("item", item.0, "amount", 1, vec![of_item.clone(), of_order]),
            ("item", item.0, "unit_price", 100, vec![of_item.clone()]),
            ("item", item.0, "quantity", 1_000, vec![of_item]),
        ] {
            let id = world.literal(id);
            world.sql(&format!("UPDATE {table} SET {column} = {column} + ({by}) WHERE id = {id}")).await;
            let mut drifts = world.docket.verify().await.unwrap();
            drifts.sort_by_key(|drift| found.iter().position(|it| it == drift));
            assert_eq!(drifts, found, "{table}.{column}");
            world.sql(&format!("UPDATE {table} SET {column} = {column} - ({by}) WHERE id = {id}")).await;
            world.holds().await;
        }
        let first = world.literal(order.0);
        world.sql(&format!("UPDATE orders SET status = 'CANCELLED' WHERE id = {first}")).await;
        let mut rules: Vec<String> =
            world.docket.verify().await.unwrap().into_iter().map(|drift| drift.rule).collect();
        rules.sort_unstable();
        assert_eq!(rules, ["customer.balance", "customer.open_orders"]);
    }

    async fn a_row_deleted_behind_dockets_back_is_missed(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2"), (board, "1")]).await;
        let item = world.literal(world.item(order, 1).await.0);
        world.sql(&format!("DELETE FROM item WHERE id = {item}")).await;
        let mut rules: Vec<String> =
            world.docket.verify().await.unwrap().into_iter().map(|drift| drift.rule).collect();
        rules.sort_unstable();
        assert_eq!(rules, ["orders.amount_total", "orders.item_count"]);
    }
}
