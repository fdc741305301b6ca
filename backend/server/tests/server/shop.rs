//! A shop for a test: a database of its own, one customer, one product, and short words for what people do.

use std::env;
use std::path::Path;
use std::time::Duration;

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::customer::commands::CreateCustomer;
use docket_domain::id::{CustomerId, OrderId, ProductId};
use docket_domain::order::commands::{CreateOrder, NewItem, ShipOrder, UnshipOrder, UpdateOrder};
use docket_domain::outbox::entity::Model;
use docket_domain::outbox::queries;
use docket_domain::outbox::sequencer::{Sequenced, Sequencer};
use docket_domain::product::commands::CreateProduct;
use docket_domain::unit::Command;
use docket_domain::{Actor, Docket};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tempfile::TempDir;

/// Runs each fact on both databases.
macro_rules! on_both {
    ($(async fn $name:ident($shop:ident: Shop) $body:block)*) => {
        $(async fn $name($shop: crate::shop::Shop) $body)*

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::shop::Shop::sqlite().await).await; })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::shop::Shop::postgres().await).await; })*
        }
    };
}

pub(crate) use on_both;

/// An open shop.
pub(crate) struct Shop {
    pub(crate) docket: Docket,
    pub(crate) actor: Actor,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    pub(crate) customer: CustomerId,
    pub(crate) product: ProductId,
}

impl Shop {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("docket.db").display());
        Self::open(url, folder).await
    }

    pub(crate) async fn postgres() -> Self {
        let server = env::var("DOCKET_TEST_POSTGRES_URL").expect(
            "DOCKET_TEST_POSTGRES_URL is not set: run the tests by `cargo xtask test`, which starts PostgreSQL",
        );
        let name = format!("server_{}", SystemClock.id().simple());
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Self::open(format!("{base}/{name}"), tempfile::tempdir().unwrap()).await
    }

    async fn open(url: String, folder: TempDir) -> Self {
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        let actor = Actor::new(Docket::default_tenant(), "local");
        let (customer, product) = create(&docket, &actor).await;
        Self { docket, actor, url, folder, customer, product }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn done<C: Command>(&self, command: C) -> C::Out {
        self.docket.execute(&self.actor, &command).await.unwrap()
    }

    pub(crate) fn new_order(&self, quantity: u32) -> CreateOrder {
        of_one(self.customer, self.product, quantity)
    }

    pub(crate) async fn order(&self) -> OrderId {
        self.done(self.new_order(1)).await
    }

    pub(crate) async fn ship(&self, id: OrderId) {
        self.done(ShipOrder { id, expected_version: None }).await;
    }

    pub(crate) async fn unship(&self, id: OrderId) {
        self.done(UnshipOrder { id, expected_version: None }).await;
    }

    pub(crate) async fn note(&self, id: OrderId, notes: &str) {
        self.done(UpdateOrder { notes: Some(notes.to_owned()), ..UpdateOrder::of(id) }).await;
    }

    /// Gives every committed event its position; or another shop in this database does.
    pub(crate) async fn place(&self) {
        let mut sequencer = Sequencer::new(self.docket.clone());
        loop {
            match sequencer.pass().await.unwrap() {
                Sequenced::Placed(_) => {}
                Sequenced::Nothing => break,
                Sequenced::Elsewhere if self.docket.backlog().await.unwrap().unplaced == 0 => break,
                Sequenced::Elsewhere => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
        sequencer.give_back().await.unwrap();
    }

    /// As if whoever held a lease had died long ago.
    pub(crate) async fn leases_end(&self) {
        let sql = "UPDATE leased_cursor SET leased_until = 0";
        self.docket.database().connection().execute_unprepared(sql).await.unwrap();
    }

    /// All events, by position.
    pub(crate) async fn events(&self) -> Vec<Model> {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        let mut events = queries::newest(&snapshot, 100_000).await.unwrap();
        events.sort_by_key(|event| event.position);
        events
    }

    /// The lines of a topic's file.
    pub(crate) fn lines(&self, topic: &str) -> Vec<Value> {
        lines(&self.path().join(format!("{topic}.jsonl")))
    }
}

async fn create(docket: &Docket, actor: &Actor) -> (CustomerId, ProductId) {
    let name = "Alder & Finch".to_owned();
    let customer = CreateCustomer { name, email: None, credit_limit: 1_000_000.into() };
    let customer = docket.execute(actor, &customer).await.unwrap();
    let (sku, name) = ("BOARD".to_owned(), "Oak board".to_owned());
    let product = CreateProduct { sku, name, unit_price: 10.into(), available: true };
    (customer, docket.execute(actor, &product).await.unwrap())
}

fn of_one(customer: CustomerId, product: ProductId, quantity: u32) -> CreateOrder {
    CreateOrder {
        customer,
        items: vec![NewItem { product, quantity: quantity.into(), expected_unit_price: None }],
        order_date: None,
        external_reference: None,
        notes: String::new(),
    }
}

/// Gives another tenant a shop with an order.
pub(crate) async fn fill(docket: &Docket, actor: &Actor) {
    let (customer, product) = create(docket, actor).await;
    docket.execute(actor, &of_one(customer, product, 1)).await.unwrap();
}

/// The lines of an event file, each of which must be whole.
pub(crate) fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The text in a field of each line.
pub(crate) fn texts<'a>(lines: &'a [Value], field: &str) -> Vec<&'a str> {
    lines.iter().map(|line| line[field].as_str().unwrap()).collect()
}
