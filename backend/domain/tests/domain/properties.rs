//! Random sequences of commands: whatever people do, and in whatever order, the promises hold.

use docket_domain::Failure;
use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId};
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UnshipOrder, UpdateItem, UpdateOrder};
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Command;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;

use crate::support::stage::pay;
use crate::support::{World, facts, new_order};

/// How many sequences, and how long each is.
const SEQUENCES: u64 = 6;
const COMMANDS: usize = 70;

/// Everybody and everything that a sequence may pick.
struct Play {
    world: World,
    random: StdRng,
    customers: Vec<CustomerId>,
    products: Vec<ProductId>,
    orders: Vec<OrderId>,
    done: usize,
}

impl Play {
    async fn of(world: &World, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let minor_unit = random.random_range(0..=4);
        let world = world.other_tenant("XTS", minor_unit).await;
        let customers = vec![world.customer("500").await, world.customer("50").await, world.customer("2000").await];
        let mut products = Vec::new();
        for price in ["0", "0.0333", "1", "9.995", "120"] {
            products.push(world.product(price).await);
        }
        Self { world, random, customers, products, orders: Vec::new(), done: 0 }
    }

    /// A refusal is an answer; anything else is a failure of the test.
    async fn tries<C: Command>(&mut self, command: C) -> Option<C::Out> {
        match self.world.docket.execute(&self.world.actor, &command).await {
            Ok(out) => {
                self.done += 1;
                Some(out)
            }
            Err(Failure::Refused(_)) => None,
            Err(failure) => panic!("{} ended in a fault: {failure}", command.name()),
        }
    }

    fn customer(&mut self) -> CustomerId {
        *self.customers.choose(&mut self.random).unwrap()
    }

    fn item(&mut self) -> NewItem {
        let product = *self.products.choose(&mut self.random).unwrap();
        NewItem { product, quantity: Decimal::new(self.random.random_range(-100..8_000), 3), expected_unit_price: None }
    }

    fn order(&mut self) -> Option<OrderId> {
        self.orders.choose(&mut self.random).copied()
    }

    async fn an_item(&mut self) -> Option<ItemId> {
        let order = self.order()?;
        let items = self.world.items(order).await;
        items.choose(&mut self.random).map(|item| item.id)
    }

    async fn create(&mut self) {
        let mut create = new_order(self.customer(), &[]);
        for _ in 0..self.random.random_range(1..=4) {
            create.items.push(self.item());
        }
        let order = self.tries(create).await;
        self.orders.extend(order);
    }

    async fn change_an_item(&mut self) {
        let Some(id) = self.an_item().await else { return };
        let NewItem { product, quantity, .. } = self.item();
        let mut update = UpdateItem::of(id);
        match self.random.random_range(0..5) {
            0 => update.product = Some(product),
            1 => update.order = self.order(),
            2 => {
                update = UpdateItem { product: Some(product), order: self.order(), quantity: Some(quantity), ..update }
            }
            _ => update.quantity = Some(quantity),
        }
        self.tries(update).await;
    }

    async fn change_an_order(&mut self) {
        let Some(id) = self.order() else { return };
        match self.random.random_range(0..7) {
            0 => {
                let customer = Some(self.customer());
                self.tries(UpdateOrder { customer, ..UpdateOrder::of(id) }).await;
            }
            1 => {
                let notes = Some(self.random.random_range(0..3).to_string());
                self.tries(UpdateOrder { notes, ..UpdateOrder::of(id) }).await;
            }
            2 => {
                self.tries(pay(id)).await;
            }
            3 | 4 => {
                self.tries(ShipOrder { id, expected_version: None }).await;
            }
            _ => {
                self.tries(UnshipOrder { id, expected_version: None }).await;
            }
        }
    }

    async fn step(&mut self) {
        match self.random.random_range(0..14) {
            0..3 => self.create().await,
            3..5 => {
                if let Some(order) = self.order() {
                    let item = self.item();
                    self.tries(AddItem { order, item, expected_version: None }).await;
                }
            }
            5..8 => self.change_an_item().await,
            8 => {
                if let Some(id) = self.an_item().await {
                    self.tries(DeleteItem { id, expected_version: None }).await;
                }
            }
            9..12 => self.change_an_order().await,
            12 => {
                let product = self.item().product;
                let unit_price = Some(Decimal::new(self.random.random_range(0..200_000), 4));
                let available = Some(self.random.random_ratio(4, 5));
                self.tries(UpdateProduct { unit_price, available, ..UpdateProduct::of(product) }).await;
            }
            _ => {
                let credit_limit = Some(Decimal::from(self.random.random_range(-5..1_000)));
                let customer = self.customer();
                self.tries(UpdateCustomer { credit_limit, ..UpdateCustomer::of(customer) }).await;
            }
        }
    }

    /// No customer is over the limit; an order's versions and events are numbered without gaps.
    async fn holds(&self) {
        for customer in &self.customers {
            let customer = self.world.load_customer(*customer).await;
            assert!(customer.balance <= customer.credit_limit, "{customer:?}");
        }
        let (events, changes) = (self.world.events().await, self.world.changes().await);
        for order in &self.orders {
            let row = self.world.load_order(*order).await;
            let mut sequences: Vec<i64> =
                events.iter().filter(|it| it.aggregateid == order.to_string()).map(|it| it.sequence).collect();
            sequences.sort_unstable();
            assert_eq!(sequences, (1..=row.event_counter).collect::<Vec<_>>());
            let mut versions: Vec<i64> =
                changes.iter().filter(|it| it.order_id == *order).map(|it| it.version).collect();
            versions.sort_unstable();
            assert_eq!(versions, (1..=row.version).collect::<Vec<_>>());
        }
    }
}

facts! {
    async fn the_promises_hold_after_any_sequence_of_commands(world: World) {
        for seed in 0..SEQUENCES {
            let mut play = Play::of(&world, seed).await;
            for _ in 0..COMMANDS {
                play.step().await;
            }
            // Neither all refused nor all done: both happen in earnest.
            assert!((COMMANDS / 4..COMMANDS).contains(&play.done), "{} of {COMMANDS} were done", play.done);
            play.holds().await;
            world.holds().await;
        }
    }
}
