//! What clients do next: a seeded mix of orders, changes, shipments and limits, on few customers near their limits.
//!
//! Most orders belong to the client that took them, which knows where they stand; some are everybody's, and are shipped,
//! unshipped and noted by several at once. Every mutation that is accepted changes something, so it can be counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value as Json, json};

use super::journal::{Intent, Outcome};
use super::world::World;
use crate::api::Api;

/// Those that most orders are about, with limits that are soon reached.
const HOT: usize = 3;
/// The others.
const COLD: usize = 5;
/// What products cost.
const PRICES: [&str; 4] = ["0.30", "1.25", "9.99", "40"];
/// The most orders that a client keeps an eye on.
const KEPT: usize = 40;

/// What all clients know.
#[derive(Debug)]
pub struct Shop {
    /// The customers' ids, the hot ones first.
    pub customers: Vec<String>,
    products: Vec<String>,
    /// Orders that are everybody's.
    shared: Mutex<Vec<String>>,
    limits: AtomicU64,
}

impl Shop {
    /// Enters customers and products.
    pub async fn open(world: &World) -> Self {
        let api = Api::new(&format!("http://{}", world.address(0).trim_end_matches("/graphql")));
        let (mut customers, mut products) = (Vec::new(), Vec::new());
        for number in 0..HOT + COLD {
            let limit = if number < HOT { "2000" } else { "500000" };
            let input = json!({ "name": format!("Customer {number}"), "creditLimit": limit });
            let document = "mutation($input: CreateCustomerInput!) { made: createCustomer(input: $input) { row: customer { id } } }";
            customers.push(made(&api, document, input).await);
        }
        for price in PRICES {
            let input = json!({ "sku": format!("SKU {price}"), "name": "Board", "unitPrice": price });
            let document =
                "mutation($input: CreateProductInput!) { made: createProduct(input: $input) { row: product { id } } }";
            products.push(made(&api, document, input).await);
        }
        Self { customers, products, shared: Mutex::default(), limits: AtomicU64::default() }
    }

    /// A limit near the usual one that no customer was given before.
    fn new_limit(&self) -> String {
        let number = self.limits.fetch_add(1, Ordering::Relaxed);
        format!("{}.{:02}", 1_500 + number * 37 % 1_501, number / 1_501 % 100)
    }

    fn share(&self, order: String) {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    fn shared(&self, random: &mut StdRng) -> Option<String> {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        // The newest are those that several look at.
        let newest = shared.len().saturating_sub(6);
        (!shared.is_empty()).then(|| shared[random.random_range(newest..shared.len())].clone())
    }
}

async fn made(api: &Api, document: &str, input: Json) -> String {
    let data = api.ask(document, &json!({ "input": input })).await;
    data["made"]["row"]["id"].as_str().expect("an id").to_owned()
}

/// An order that one client looks after.
#[derive(Debug)]
struct Own {
    id: String,
    customer: String,
    is_open: bool,
    items: Vec<(String, i64)>,
}

/// What one client has in mind.
#[derive(Debug)]
pub struct Mix {
    /// Its own randomness.
    pub random: StdRng,
    name: String,
    count: u64,
    own: Vec<Own>,
}

impl Mix {
    /// The mix of a client.
    pub fn new(seed: u64, client: usize) -> Self {
        let random = StdRng::seed_from_u64(seed.wrapping_mul(1_000).wrapping_add(client as u64));
        Self { random, name: format!("{seed:x}-{client}"), count: 0, own: Vec::new() }
    }

    /// What it asks for next.
    pub fn next(&mut self, shop: &Shop) -> Intent {
        self.count += 1;
        let key = format!("{}-{}", self.name, self.count);
        let dice = self.random.random_range(0..100);
        let (mutation, input) = if dice < 3 {
            let customer = &shop.customers[self.random.random_range(0..HOT)];
            ("updateCustomer", json!({ "id": customer, "creditLimit": shop.new_limit() }))
        } else if dice < 18
            && let Some(order) = shop.shared(&mut self.random)
        {
            match self.random.random_range(0..5) {
                0 | 1 => ("shipOrder", json!({ "id": order })),
                2 | 3 => ("unshipOrder", json!({ "id": order })),
                _ => ("updateOrder", json!({ "id": order, "notes": key })),
            }
        } else if dice < 45 || self.own.is_empty() {
            ("createOrder", self.new_order(shop, &key))
        } else {
            self.change(shop, &key)
        };
        Intent { key, mutation: mutation.to_owned(), input }
    }

    fn new_order(&mut self, shop: &Shop, key: &str) -> Json {
        let customer = self.customer(shop).to_owned();
        let items: Vec<Json> = (0..self.random.random_range(1..=3)).map(|_| self.item(shop)).collect();
        json!({ "customerId": customer, "items": items, "notes": key })
    }

    fn item(&mut self, shop: &Shop) -> Json {
        let product = &shop.products[self.random.random_range(0..shop.products.len())];
        json!({ "productId": product, "quantity": self.random.random_range(1..=9).to_string() })
    }

    fn customer<'a>(&mut self, shop: &'a Shop) -> &'a str {
        let cold = self.random.random_bool(0.3);
        let range = if cold { HOT..shop.customers.len() } else { 0..HOT };
        &shop.customers[self.random.random_range(range)]
    }

    fn change(&mut self, shop: &Shop, key: &str) -> (&'static str, Json) {
        let place = self.random.random_range(0..self.own.len());
        let Own { id, customer, is_open, items } = &self.own[place];
        let (id, customer, is_open, items) = (id.clone(), customer.clone(), *is_open, items.clone());
        if !is_open {
            let back = self.random.random_bool(0.4);
            return if back {
                ("unshipOrder", json!({ "id": id }))
            } else {
                ("updateOrder", json!({ "id": id, "notes": key }))
            };
        }
        let (item, quantity) = &items[self.random.random_range(0..items.len())];
        match self.random.random_range(0..20) {
            0..=2 => {
                let mut input = self.item(shop);
                input["orderId"] = json!(id);
                ("addItem", input)
            }
            3..=5 => {
                let other = (quantity + self.random.random_range(0..8)) % 9 + 1;
                ("updateItem", json!({ "id": item, "quantity": other.to_string() }))
            }
            6 if items.len() > 1 => ("deleteItem", json!({ "id": item })),
            7 | 8 => {
                let other = shop.customers.iter().filter(|other| **other != customer);
                let other = other.clone().nth(self.random.random_range(0..shop.customers.len() - 1));
                ("updateOrder", json!({ "id": id, "customerId": other }))
            }
            9 | 10 => ("cancelOrder", json!({ "id": id })),
            _ => ("shipOrder", json!({ "id": id })),
        }
    }

    /// Takes note of what became of it; of nothing, while nobody knows.
    pub fn learn(&mut self, shop: &Shop, intent: &Intent, outcome: Option<&Outcome>) {
        if intent.mutation == "createOrder" {
            if let Some(Outcome::Done { order, items, .. }) = outcome {
                if self.random.random_bool(0.1) {
                    shop.share(order.clone());
                } else {
                    let customer = intent.text("customerId").to_owned();
                    self.own.push(Own { id: order.clone(), customer, is_open: true, items: items.clone() });
                }
            }
            if self.own.len() > KEPT {
                self.own.swap_remove(self.random.random_range(0..KEPT));
            }
            return;
        }
        let is_about = |own: &Own| {
            own.id == intent.text("id")
                || own.id == intent.text("orderId")
                || own.items.iter().any(|(item, _)| item == intent.text("id"))
        };
        let Some(place) = self.own.iter().position(is_about) else { return };
        match outcome {
            // Whoever does not know where an order stands leaves it alone.
            None => drop(self.own.swap_remove(place)),
            Some(Outcome::Refused(_)) => {}
            Some(Outcome::Done { .. }) if intent.mutation == "cancelOrder" => drop(self.own.swap_remove(place)),
            Some(Outcome::Done { item, .. }) => self.own[place].changed(intent, item),
        }
    }
}

impl Own {
    fn changed(&mut self, intent: &Intent, item: &str) {
        let quantity = intent.text("quantity").parse().unwrap_or_default();
        match intent.mutation.as_str() {
            "shipOrder" => self.is_open = false,
            "unshipOrder" => self.is_open = true,
            "addItem" => self.items.push((item.to_owned(), quantity)),
            "deleteItem" => self.items.retain(|(id, _)| id != intent.text("id")),
            "updateItem" => {
                self.items.iter_mut().filter(|(id, _)| id == intent.text("id")).for_each(|item| item.1 = quantity);
            }
            "updateOrder" if intent.input.get("customerId").is_some() => {
                intent.text("customerId").clone_into(&mut self.customer);
            }
            _ => {}
        }
    }
}
