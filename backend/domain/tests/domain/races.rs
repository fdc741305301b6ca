//! Races: many clients, two instances, one database. Whatever they do to each other, every stored value is what
//! recomputing everything gives, no customer is over the limit, and nobody sees a deadlock.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::id::{CustomerId, OrderId, ProductId};
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UnshipOrder, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Command;
use docket_domain::{Actor, Docket, Failure, Snapshot, order};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

use crate::support::{World, facts, money, new_order};

/// How many clients race.
const CLIENTS: usize = 16;

/// One client's connection to one of the instances.
#[derive(Clone)]
struct Client {
    docket: Docket,
    actor: Actor,
}

impl Client {
    /// Clients of a world, by turns on two instances.
    async fn of(world: &World, count: usize) -> Vec<Self> {
        let instances = [world.docket.clone(), world.another_instance().await];
        let instance = |at: usize| instances[at % instances.len()].clone();
        (0..count).map(|at| Self { docket: instance(at), actor: world.actor.clone() }).collect()
    }

    /// Whether it was done; a refusal is an answer, anything else is a failure of the test.
    async fn tries<C: Command>(&self, command: C) -> bool {
        match self.docket.execute(&self.actor, &command).await {
            Ok(_) => true,
            Err(Failure::Refused(_)) => false,
            Err(failure) => panic!("a client saw a fault: {failure}"),
        }
    }

    async fn snapshot(&self) -> Snapshot {
        self.docket.snapshot(&self.actor).await.unwrap()
    }
}

/// Runs one task for each client; the answer is how many said yes.
async fn race<F, W>(clients: Vec<Client>, work: W) -> usize
where
    W: Fn(usize, Client) -> F,
    F: Future<Output = usize> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (at, client) in clients.into_iter().enumerate() {
        tasks.spawn(work(at, client));
    }
    tasks.join_all().await.into_iter().sum()
}

facts! {
    async fn of_the_last_credit_exactly_what_fits_is_sold(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let sold = race(Client::of(&world, CLIENTS).await, move |_, client| async move {
            let mut sold = 0;
            for _ in 0..3 {
                sold += usize::from(client.tries(new_order(customer, &[(board, "1")])).await);
            }
            sold
        }).await;
        assert_eq!(sold, 10);
        assert_eq!(world.balance(customer).await, money("100"));
        world.holds().await;
    }

    async fn edits_race_ships(world: World) {
        let customer = world.customer("100000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1"), (board, "2")]).await;
        let item = world.item(order, 0).await;
        race(Client::of(&world, 8).await, move |at, client| async move {
            for round in 0..12_i64 {
                if at % 2 == 0 {
                    let quantity = Some(Decimal::from(1 + (round + i64::try_from(at).unwrap()) % 7));
                    client.tries(UpdateItem { quantity, ..UpdateItem::of(item) }).await;
                } else if round % 2 == 0 {
                    client.tries(ShipOrder { id: order, expected_version: None }).await;
                } else {
                    client.tries(UnshipOrder { id: order, expected_version: None }).await;
                }
            }
            0
        }).await;
        world.holds().await;
    }

    async fn items_are_inserted_while_the_order_ships(world: World) {
        let customer = world.customer("100000").await;
        let board = world.product("10").await;
        for _ in 0..4 {
            let order = world.order(customer, &[(board, "1")]).await;
            race(Client::of(&world, 8).await, move |at, client| async move {
                if at == 4 {
                    return usize::from(client.tries(ShipOrder { id: order, expected_version: None }).await);
                }
                let item = NewItem { product: board, quantity: Decimal::ONE, expected_unit_price: None };
                usize::from(client.tries(AddItem { order, item, expected_version: None }).await)
            }).await;
            let shipped = world.load_order(order).await;
            assert_eq!(i64::try_from(world.items(order).await.len()).unwrap(), shipped.item_count);
        }
        assert_eq!(world.balance(customer).await, money("0"));
        world.holds().await;
    }

    async fn items_and_orders_move_in_both_directions(world: World) {
        let (anna, bert) = (world.customer("100000").await, world.customer("100000").await);
        let board = world.product("10").await;
        let first = world.order(anna, &[(board, "1"), (board, "2"), (board, "3")]).await;
        let second = world.order(bert, &[(board, "4"), (board, "5"), (board, "6")]).await;
        let items = [world.item(first, 0).await, world.item(second, 0).await, world.item(first, 1).await];
        race(Client::of(&world, 12).await, move |at, client| async move {
            for round in 0..8 {
                let there = (at + round) % 2 == 0;
                match at % 4 {
                    3 => {
                        let customer = Some(if there { anna } else { bert });
                        let order = if round % 2 == 0 { first } else { second };
                        client.tries(UpdateOrder { customer, ..UpdateOrder::of(order) }).await;
                    }
                    which => {
                        let order = Some(if there { first } else { second });
                        client.tries(UpdateItem { order, ..UpdateItem::of(items[which]) }).await;
                    }
                }
            }
            0
        }).await;
        let sum = world.balance(anna).await.units() + world.balance(bert).await.units();
        assert_eq!(sum, money("210").units());
        world.holds().await;
    }

    async fn one_version_is_changed_once(world: World) {
        let customer = world.customer("100").await;
        let changed = race(Client::of(&world, CLIENTS).await, move |at, client| async move {
            let name = Some(format!("Client {at}"));
            usize::from(client.tries(UpdateCustomer { name, expected_version: Some(1), ..UpdateCustomer::of(customer) }).await)
        }).await;
        assert_eq!(changed, 1);
        assert_eq!(world.load_customer(customer).await.version, 2);
    }

    /// Everything at once, for `DOCKET_SOAK_SECONDS` (2 by default), and then the books.
    async fn a_soak_leaves_no_drift(world: World) {
        let seconds = std::env::var("DOCKET_SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
        let mut customers = Vec::new();
        for _ in 0..4 {
            customers.push(world.customer("500").await);
        }
        let products = [world.product("9.99").await, world.product("0.335").await, world.product("25").await];
        let clients = Client::of(&world, CLIENTS).await;
        let instances = [clients[0].docket.clone(), clients[1].docket.clone()];
        let until = Instant::now() + Duration::from_secs(seconds);
        let desk = Desk { customers: customers.clone(), products: products.to_vec() };
        let done = race(clients, move |at, client| {
            let desk = desk.clone();
            async move {
                let mut random = StdRng::seed_from_u64(u64::try_from(at).unwrap());
                let mut done = 0;
                while Instant::now() < until {
                    done += usize::from(desk.something(&client, &mut random).await);
                }
                done
            }
        }).await;
        for customer in customers {
            assert!(world.load_customer(customer).await.balance <= money("500"));
        }
        world.holds().await;
        let sum = |read: fn(&docket_domain::docket::Counts) -> &std::sync::atomic::AtomicU64| -> u64 {
            instances.iter().map(|instance| read(instance.counts()).load(Ordering::Relaxed)).sum()
        };
        println!(
            "soak on {:?}: {done} units committed, {} refused, {} restarted, {} retried in {seconds} s; drift 0",
            world.docket.database().backend(),
            sum(|counts| &counts.refused),
            sum(|counts| &counts.restarted),
            sum(|counts| &counts.retried),
        );
    }
}

/// What the soak's clients work with.
#[derive(Clone)]
struct Desk {
    customers: Vec<CustomerId>,
    products: Vec<ProductId>,
}

impl Desk {
    fn product(&self, random: &mut StdRng) -> ProductId {
        *self.products.choose(random).unwrap()
    }

    fn item(&self, random: &mut StdRng) -> NewItem {
        NewItem {
            product: self.product(random),
            quantity: Decimal::from(random.random_range(1..6)),
            expected_unit_price: None,
        }
    }

    /// Whatever a clerk might do next.
    async fn something(&self, client: &Client, random: &mut StdRng) -> bool {
        let customer = *self.customers.choose(random).unwrap();
        let filter = docket_domain::find::Find::all(&order::ORDERS);
        let newest = docket_domain::page::PageArgs { size: 12, from: None, backward: false };
        let snapshot = client.snapshot().await;
        let orders: Vec<OrderId> = order::queries::list(&snapshot, &filter, &newest)
            .await
            .unwrap()
            .rows
            .iter()
            .map(|order| order.id)
            .collect();
        let Some(id) = orders.choose(random).copied() else {
            drop(snapshot);
            return client.tries(new_order(customer, &[(self.product(random), "1")])).await;
        };
        let items = order::queries::items_of(&snapshot, &[id]).await.unwrap();
        drop(snapshot);
        let item = items.choose(random).map(|item| item.id);
        match (random.random_range(0..12), item) {
            (0 | 1, _) => {
                let mut new = new_order(customer, &[]);
                new.items = vec![self.item(random), self.item(random)];
                client.tries(new).await
            }
            (2, _) => client.tries(AddItem { order: id, item: self.item(random), expected_version: None }).await,
            (3, Some(item)) => client.tries(DeleteItem { id: item, expected_version: None }).await,
            (4, Some(item)) => {
                let quantity = Some(Decimal::from(random.random_range(1..9)));
                client.tries(UpdateItem { quantity, ..UpdateItem::of(item) }).await
            }
            (5, Some(item)) => {
                let product = Some(self.product(random));
                client.tries(UpdateItem { product, ..UpdateItem::of(item) }).await
            }
            (6, Some(item)) => {
                let order = orders.choose(random).copied();
                client.tries(UpdateItem { order, ..UpdateItem::of(item) }).await
            }
            (7, _) => client.tries(UpdateOrder { customer: Some(customer), ..UpdateOrder::of(id) }).await,
            (8 | 9, _) => client.tries(ShipOrder { id, expected_version: None }).await,
            (10, _) => client.tries(UnshipOrder { id, expected_version: None }).await,
            _ => {
                let unit_price = Some(Decimal::new(random.random_range(1..5_000), 2));
                client.tries(UpdateProduct { unit_price, ..UpdateProduct::of(self.product(random)) }).await
            }
        }
    }
}
