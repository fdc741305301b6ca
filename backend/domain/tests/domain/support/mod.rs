//! A world for a test: a database with one tenant of its own, and short words for what people do in it.

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::customer::commands::CreateCustomer;
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId, TenantId};
use docket_domain::money::Money;
use docket_domain::order::commands::{CreateOrder, NewItem, ShipOrder};
use docket_domain::product::commands::CreateProduct;
use docket_domain::tenant::commands::CreateTenant;
use docket_domain::unit::Command;
use docket_domain::{Actor, Docket, Failure, Refusal, customer, order, product};
use rust_decimal::Decimal;
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

pub(crate) mod alone;
pub(crate) mod stage;
pub(crate) mod stored;

/// Runs each fact on both databases: `facts! { async fn name(world: World) { … } }`.
macro_rules! facts {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: World) $body:block)*) => {
        $($(#[$doc])* async fn $name($world: crate::support::World) $body)*

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::support::World::sqlite().await).await; })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::support::World::postgres().await).await; })*
        }
    };
}

pub(crate) use facts;

/// A tenant in an open database.
pub(crate) struct World {
    pub(crate) docket: Docket,
    pub(crate) actor: Actor,
    url: String,
    _folder: Option<tempfile::TempDir>,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("docket.db").display());
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        Self::in_tenant(docket, url, Some(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        // One database for all tests: each has its own tenant, and must not see another's.
        static DATABASE: OnceCell<String> = OnceCell::const_new();
        let url = DATABASE.get_or_init(new_postgres_database).await.clone();
        let docket = Docket::open(&url).await.unwrap();
        Self::in_tenant(docket, url, None).await
    }

    /// A world in a database that nobody else uses.
    pub(crate) async fn at(url: &str) -> Self {
        let docket = Docket::open(url).await.unwrap();
        docket.prepare().await.unwrap();
        Self::in_tenant(docket, url.to_owned(), None).await
    }

    /// Another tenant in the same database.
    pub(crate) async fn other_tenant(&self, currency: &str, minor_unit: i64) -> Self {
        let actor = Actor::new(TenantId(SystemClock.id()), "other");
        let create = CreateTenant { name: "Other".to_owned(), currency: currency.to_owned(), minor_unit };
        self.docket.execute(&actor, &create).await.unwrap();
        Self { docket: self.docket.clone(), actor, url: self.url.clone(), _folder: None }
    }

    async fn in_tenant(docket: Docket, url: String, folder: Option<tempfile::TempDir>) -> Self {
        let actor = Actor::new(TenantId(SystemClock.id()), "local");
        let create = CreateTenant { name: "Test".to_owned(), currency: "EUR".to_owned(), minor_unit: 2 };
        docket.execute(&actor, &create).await.unwrap();
        Self { docket, actor, url, _folder: folder }
    }

    /// Another instance of Docket on the same database.
    pub(crate) async fn another_instance(&self) -> Docket {
        Docket::open(&self.url).await.unwrap()
    }

    /// Does something that must succeed.
    pub(crate) async fn done<C: Command>(&self, command: C) -> C::Out {
        self.docket.execute(&self.actor, &command).await.unwrap()
    }

    /// Does something that must be refused.
    pub(crate) async fn refused<C: Command>(&self, command: C) -> Vec<Refusal>
    where
        C::Out: std::fmt::Debug,
    {
        match self.docket.execute(&self.actor, &command).await {
            Err(Failure::Refused(refusals)) => refusals,
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(crate) async fn customer(&self, limit: &str) -> CustomerId {
        let name = "Alder & Finch".to_owned();
        self.done(CreateCustomer { name, email: None, credit_limit: number(limit) }).await
    }

    pub(crate) async fn product(&self, price: &str) -> ProductId {
        let sku = SystemClock.id().to_string();
        let name = "Oak board".to_owned();
        self.done(CreateProduct { sku, name, unit_price: number(price), available: true }).await
    }

    pub(crate) async fn order(&self, customer: CustomerId, items: &[(ProductId, &str)]) -> OrderId {
        self.done(new_order(customer, items)).await
    }

    pub(crate) async fn ship(&self, id: OrderId) -> OrderId {
        self.done(ShipOrder { id, expected_version: None }).await
    }

    pub(crate) async fn balance(&self, id: CustomerId) -> Money {
        self.load_customer(id).await.balance
    }

    pub(crate) async fn load_customer(&self, id: CustomerId) -> customer::entity::Model {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        customer::queries::by_ids(&snapshot, &[id]).await.unwrap().remove(0)
    }

    pub(crate) async fn load_product(&self, id: ProductId) -> product::entity::Model {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        product::queries::by_ids(&snapshot, &[id]).await.unwrap().remove(0)
    }

    pub(crate) async fn load_order(&self, id: OrderId) -> order::entity::Model {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        order::queries::by_ids(&snapshot, &[id]).await.unwrap().remove(0)
    }

    pub(crate) async fn items(&self, id: OrderId) -> Vec<order::item::entity::Model> {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        order::queries::items_of(&snapshot, &[id]).await.unwrap()
    }

    pub(crate) async fn item(&self, id: OrderId, at: usize) -> ItemId {
        self.items(id).await[at].id
    }

    /// Every stored value is what recomputing everything from scratch gives.
    pub(crate) async fn holds(&self) {
        assert_eq!(self.docket.verify().await.unwrap(), []);
    }
}

/// A database of this test run's own, migrated.
async fn new_postgres_database() -> String {
    let server = std::env::var("DOCKET_TEST_POSTGRES_URL")
        .expect("DOCKET_TEST_POSTGRES_URL is not set: run the tests by `cargo xtask test`, which starts PostgreSQL");
    let name = format!("domain_{}", SystemClock.id().simple());
    let admin = Docket::open(&server).await.unwrap();
    admin.database().connection().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    Docket::open(&url).await.unwrap().prepare().await.unwrap();
    url
}

pub(crate) fn new_order(customer: CustomerId, items: &[(ProductId, &str)]) -> CreateOrder {
    CreateOrder {
        customer,
        items: items
            .iter()
            .map(|(product, quantity)| NewItem {
                product: *product,
                quantity: number(quantity),
                expected_unit_price: None,
            })
            .collect(),
        order_date: None,
        external_reference: None,
        notes: String::new(),
    }
}

pub(crate) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    Money::try_from(number(text)).unwrap()
}

/// The name of the rule that refused.
pub(crate) fn rule(refusals: &[Refusal]) -> &str {
    match refusals {
        [Refusal::Violation { violation: docket_rules::violation::Violation::Rule { rule, .. }, .. }] => rule,
        other => panic!("not refused by one rule: {other:?}"),
    }
}
