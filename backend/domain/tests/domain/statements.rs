//! What a unit costs: the same for a customer with ten open orders and with ten thousand.
//!
//! Statements are what the database is sent, one round trip each; BEGIN and COMMIT are two more.

use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::id::{CustomerId, OrderId};
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UnshipOrder, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Command;
use sea_orm::DbBackend;

use crate::support::alone::alone;
use crate::support::{World, facts, new_order, number};

/// What each command sends on SQLite and on PostgreSQL, which also reads each table that it locks again.
const COSTS: [(&str, u64, u64); 9] = [
    ("createOrder with 3 items", 7, 8),
    ("addItem", 8, 10),
    ("updateItem", 9, 12),
    ("deleteItem", 9, 12),
    ("updateOrder", 5, 6),
    ("shipOrder", 10, 12),
    ("unshipOrder", 10, 12),
    ("updateCustomer", 2, 3),
    ("updateProduct", 2, 3),
];

/// How many statements a command sends.
async fn cost<C: Command>(world: &World, command: C) -> (C::Out, u64) {
    let before = world.docket.database().statements();
    let out = world.done(command).await;
    (out, world.docket.database().statements() - before)
}

/// Gives the customer of `order` as many open orders as that, each like `order`, with one item.
async fn multiply(world: &World, customer: CustomerId, order: OrderId, count: u32) {
    let id = match world.docket.database().backend() {
        DbBackend::Sqlite => "randomblob(16)",
        _ => "gen_random_uuid()",
    };
    let (like, whose) = (world.literal(order.0), world.literal(customer.0));
    world
        .sql(&format!(
            "INSERT INTO orders (tenant_id, id, number, customer_id, status, order_date, notes, notes_key, currency, minor_unit, \
         amount_total, item_count, event_counter, version, created_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1) \
         SELECT tenant_id, {id}, 1000000 + i, customer_id, status, order_date, notes, notes_key, currency, minor_unit, \
         amount_total, item_count, event_counter, version, created_at FROM n, orders WHERE id = {like}"
        ))
        .await;
    world
        .sql(&format!(
            "INSERT INTO item (tenant_id, id, order_id, product_id, quantity, unit_price, minor_unit, amount, version, \
         created_at) SELECT i.tenant_id, {id}, o.id, i.product_id, i.quantity, i.unit_price, i.minor_unit, i.amount, \
         i.version, i.created_at FROM orders o, item i WHERE i.order_id = {like} AND o.tenant_id = i.tenant_id \
         AND o.number > 1000000"
        ))
        .await;
    world
        .sql(&format!("UPDATE customer SET open_orders = {count}, balance = balance * {count} WHERE id = {whose}"))
        .await;
}

facts! {
    async fn each_command_sends_so_many_statements(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        // The first order of an instance also takes a block of numbers.
        world.order(customer, &[(board, "1")]).await;
        let (order, create) =
            cost(&world, new_order(customer, &[(board, "1"), (nail, "1"), (nail, "2")])).await;
        let new = NewItem { product: board, quantity: number("1"), expected_unit_price: None };
        let (added, add) = cost(&world, AddItem { order, item: new, expected_version: None }).await;
        let (_, update) =
            cost(&world, UpdateItem { quantity: Some(number("2")), ..UpdateItem::of(added.item) }).await;
        let (_, delete) = cost(&world, DeleteItem { id: added.item, expected_version: None }).await;
        let (_, note) =
            cost(&world, UpdateOrder { notes: Some("a".to_owned()), ..UpdateOrder::of(order) }).await;
        let (_, ship) = cost(&world, ShipOrder { id: order, expected_version: None }).await;
        let (_, unship) = cost(&world, UnshipOrder { id: order, expected_version: None }).await;
        let (_, limit) = cost(
            &world,
            UpdateCustomer { credit_limit: Some(number("500")), ..UpdateCustomer::of(customer) },
        )
        .await;
        let (_, price) =
            cost(&world, UpdateProduct { unit_price: Some(number("2")), ..UpdateProduct::of(nail) }).await;
        let found = [create, add, update, delete, note, ship, unship, limit, price];
        let expected = COSTS.map(|(_, sqlite, postgres)| match world.docket.database().backend() {
            DbBackend::Sqlite => sqlite,
            _ => postgres,
        });
        assert_eq!(found, expected, "{:?}", COSTS.map(|(command, _, _)| command));
    }
}

alone! {
    async fn a_change_costs_the_same_for_ten_open_orders_and_for_ten_thousand(url: String) {
        let world = World::at(&url).await;
        let mut costs = Vec::new();
        for count in [10, 10_000] {
            let house = world.other_tenant("EUR", 2).await;
            let (customer, other) = (house.customer("100000").await, house.customer("100000").await);
            let board = house.product("1").await;
            let order = house.order(customer, &[(board, "1")]).await;
            multiply(&house, customer, order, count).await;
            house.holds().await;
            let mut cost_of = Vec::new();
            let item = house.item(order, 0).await;
            cost_of.push(
                cost(&house, UpdateItem { quantity: Some(number("2")), ..UpdateItem::of(item) }).await.1,
            );
            cost_of.push(cost(&house, new_order(customer, &[(board, "1")])).await.1);
            cost_of.push(cost(&house, ShipOrder { id: order, expected_version: None }).await.1);
            cost_of.push(cost(&house, UnshipOrder { id: order, expected_version: None }).await.1);
            cost_of
                .push(cost(&house, UpdateOrder { customer: Some(other), ..UpdateOrder::of(order) }).await.1);
            cost_of.push(
                cost(
                    &house,
                    UpdateCustomer { credit_limit: Some(number("90000")), ..UpdateCustomer::of(customer) },
                )
                .await
                .1,
            );
            cost_of.push(
                cost(&house, UpdateProduct { unit_price: Some(number("3")), ..UpdateProduct::of(board) })
                    .await
                    .1,
            );
            house.holds().await;
            costs.push(cost_of);
        }
        assert_eq!(costs[0], costs[1]);
    }
}
