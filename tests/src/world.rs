//! A server that tests of both databases share, and short words for what people do with it. Each fact enters customers
//! and products of its own, so that none sees another's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value as Json, json};

use crate::api::Api;
use crate::database::Engine;
use crate::server::Server;

/// What a customer shows.
pub const CUSTOMER: &str = "id name email creditLimit balance availableCredit currency minorUnit openOrders version";
/// What a product shows.
pub const PRODUCT: &str = "id sku name unitPrice available version";
/// What an item shows.
pub const ITEM: &str = "id quantity unitPrice amount version product { id sku } order { id }";
/// What an order shows, its customer and items included.
pub const ORDER: &str = "id number status orderDate dateShipped externalReference notes currency minorUnit amountTotal \
    itemCount allowedActions version customer { id balance availableCredit openOrders version } \
    items { id quantity unitPrice amount version product { id sku } order { id } }";
/// What a refusal shows: the sentence, and the facts of its type.
const REFUSAL: &str = "__typename code message field rule \
    ... on CreditLimitExceeded { customerId limit balance attempted excess } \
    ... on StaleVersion { id expected current } \
    ... on NotFound { id } \
    ... on ActionNotAllowed { status allowedActions } \
    ... on RuleViolated { id }";

/// Runs each fact on both databases: `facts! { async fn name(world: World) { … } }`.
#[macro_export]
macro_rules! facts {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: World) $body:block)*) => {
        $($(#[$doc])* async fn $name($world: &$crate::world::World) $body)*

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::world::World::new($crate::database::Engine::Sqlite).await).await; })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::world::World::new($crate::database::Engine::Postgres).await).await; })*
        }
    };
}

/// A part of a shared server's world.
#[derive(Debug)]
pub struct World {
    /// The server.
    pub server: Arc<Server>,
    /// A client of it.
    pub api: Api,
}

impl World {
    /// On the server that all facts about this database share.
    pub async fn new(engine: Engine) -> Self {
        Self::on(Server::shared(engine).await)
    }

    /// On a server that somebody holds.
    pub fn on(server: Arc<Server>) -> Self {
        let api = server.api();
        Self { server, api }
    }

    /// On a server of its own, for what is about all rows or could hurt others.
    pub async fn alone(engine: Engine) -> Self {
        Self::on(Arc::new(Server::start(engine).await))
    }

    /// What a mutation answers.
    pub async fn mutate(&self, mutation: &str, input: Json) -> Json {
        let mut data = self.api.ask(&document(mutation), &json!({ "input": input })).await;
        data[mutation].take()
    }

    /// Does something that must succeed; gives the payload.
    pub async fn done(&self, mutation: &str, input: Json) -> Json {
        let payload = self.mutate(mutation, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}");
        payload
    }

    /// Does something that must be refused for one reason; gives the reason.
    pub async fn refused(&self, mutation: &str, input: Json) -> Json {
        let mut payload = self.mutate(mutation, input).await;
        for (name, value) in payload.as_object().unwrap() {
            assert!(name == "userErrors" || value.is_null(), "{mutation} was refused and shows {name}: {value}");
        }
        let [refusal] = payload["userErrors"].as_array_mut().unwrap().as_mut_slice() else {
            panic!("{mutation} was not refused for one reason: {payload:#}");
        };
        assert!(refusal["message"].as_str().is_some_and(|message| message.len() > 10), "{refusal}");
        refusal.take()
    }

    /// Enters a customer; gives the id.
    pub async fn customer(&self, limit: &str) -> String {
        let input = json!({ "name": "Alder & Finch", "creditLimit": limit });
        id(&self.done("createCustomer", input).await["customer"])
    }

    /// Enters a product; gives the id.
    pub async fn product(&self, price: &str) -> String {
        let input = json!({ "sku": unique("SKU"), "name": "Oak board", "unitPrice": price });
        id(&self.done("createProduct", input).await["product"])
    }

    /// Takes an order; gives it as answered.
    pub async fn order(&self, customer: &str, items: &[(&str, &str)]) -> Json {
        self.done("createOrder", order_of(customer, items)).await["order"].take()
    }

    /// A customer as it is now.
    pub async fn load_customer(&self, id: &str) -> Json {
        let document = format!("query($id: ID!) {{ customer(id: $id) {{ {CUSTOMER} }} }}");
        self.api.ask(&document, &json!({ "id": id })).await["customer"].take()
    }

    /// An order as it is now.
    pub async fn load_order(&self, id: &str) -> Json {
        let document = format!("query($id: ID!) {{ order(id: $id) {{ {ORDER} }} }}");
        self.api.ask(&document, &json!({ "id": id })).await["order"].take()
    }

    /// A customer with everything that hangs on it: what a refusal must leave as it is.
    pub async fn everything_of(&self, customer: &str) -> Json {
        let document = format!(
            "query($id: ID!) {{ customer(id: $id) {{ {CUSTOMER} orders(first: 20) {{ totalCount nodes {{ {ORDER}
             history(first: 20) {{ totalCount nodes {{ version command changes }} }} }} }} }} }}"
        );
        self.api.ask(&document, &json!({ "id": customer })).await["customer"].take()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.server.assert_sound();
        }
    }
}

/// The id of something that was answered.
pub fn id(row: &Json) -> String {
    text(&row["id"]).to_owned()
}

/// A text that was answered.
pub fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// A list that was answered.
pub fn list(value: &Json) -> &[Json] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// A word that no other test uses.
pub fn unique(word: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{word}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The input of `createOrder`.
pub fn order_of(customer: &str, items: &[(&str, &str)]) -> Json {
    let items: Vec<Json> =
        items.iter().map(|(product, quantity)| json!({ "productId": product, "quantity": quantity })).collect();
    json!({ "customerId": customer, "items": items })
}

/// The document of a mutation with one input: everything that its payload shows, and why it was refused.
pub fn document(mutation: &str) -> String {
    let (first, others) = mutation.split_at(1);
    let input = format!("{}{others}Input", first.to_uppercase());
    let shows = match mutation {
        "createCustomer" | "updateCustomer" => format!("customer {{ {CUSTOMER} }}"),
        "createProduct" | "updateProduct" => format!("product {{ {PRODUCT} }}"),
        "addItem" | "updateItem" => format!("item {{ {ITEM} }} order {{ {ORDER} }}"),
        _ => format!("order {{ {ORDER} }}"),
    };
    format!("mutation($input: {input}!) {{ {mutation}(input: $input) {{ {shows} userErrors {{ {REFUSAL} }} }} }}")
}
