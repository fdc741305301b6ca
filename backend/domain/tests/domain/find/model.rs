//! A small shop in memory, and what a look at each of its rows answers: filters and orders said a second time.

use std::cmp::Ordering as Cmp;

use chrono::NaiveDate;
use docket_domain::customer::commands::CreateCustomer;
use docket_domain::find::{Compare, Filter, Find, Listing, Test};
use docket_domain::order::commands::{CreateOrder, UpdateOrder};
use docket_domain::order::item::entity::Model as Item;
use docket_domain::order::{ORDERS, entity::Model as Order};
use docket_domain::{customer, product};
use docket_rules::Value;
use docket_rules::declare::Typed;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::support::{World, new_order, number};

/// Names that are hard to look for.
pub(super) const NAMES: [&str; 8] =
    ["Öl & Söhne", "ÖL 100%", "a_b", "A!B \\ c", "O'Hara \"x\"", "Οδός", "ζ", "alder 3"];

/// Rows as they are stored.
pub(super) struct Shop {
    customers: Vec<customer::entity::Model>,
    products: Vec<product::entity::Model>,
    orders: Vec<(Order, Vec<Item>)>,
}

/// A row of any table.
#[derive(Clone, Copy)]
enum Row<'a> {
    Order(&'a Order),
    Customer(&'a customer::entity::Model),
    Product(&'a product::entity::Model),
    Item(&'a Item),
}

impl Shop {
    pub(super) async fn fill(world: &World) -> Self {
        let mut random = StdRng::seed_from_u64(3);
        let (mut customers, mut products) = (Vec::new(), Vec::new());
        for (at, name) in NAMES.into_iter().take(5).enumerate() {
            let email = (at % 2 == 0).then(|| format!("Ö{at}@example.com"));
            let credit_limit = number(if at == 4 { "5000" } else { "1000" });
            customers.push(world.done(CreateCustomer { name: name.to_owned(), email, credit_limit }).await);
            products.push(world.product(["1", "2.5", "7", "0.25", "10"][at]).await);
        }
        let idle = CreateCustomer { name: "idle".to_owned(), email: None, credit_limit: number("0") };
        let idle = world.done(idle).await;
        let mut orders = Vec::new();
        for at in 0..40 {
            let items: Vec<_> = (0..random.random_range(1..4))
                .map(|_| (*products.choose(&mut random).unwrap(), ["1", "2", "3.5"][random.random_range(0..3)]))
                .collect();
            let create = CreateOrder {
                external_reference: random
                    .random_bool(0.6)
                    .then(|| format!("{} {at}", NAMES.choose(&mut random).unwrap())),
                order_date: NaiveDate::from_ymd_opt(2026, 3, random.random_range(1..6)),
                notes: if random.random_bool(0.5) {
                    NAMES.choose(&mut random).unwrap().to_string()
                } else {
                    String::new()
                },
                ..new_order(*customers.choose(&mut random).unwrap(), &items)
            };
            let order = world.done(create).await;
            if random.random_bool(0.4) {
                world.ship(order).await;
            }
            if random.random_bool(0.2) {
                world.done(UpdateOrder { notes: Some("Ändert".to_owned()), ..UpdateOrder::of(order) }).await;
            }
            orders.push(order);
        }
        customers.push(idle);
        let mut shop = Self { customers: Vec::new(), products: Vec::new(), orders: Vec::new() };
        for id in customers {
            shop.customers.push(world.load_customer(id).await);
        }
        for id in products {
            shop.products.push(world.load_product(id).await);
        }
        for id in orders {
            shop.orders.push((world.load_order(id).await, world.items(id).await));
        }
        shop
    }

    pub(super) fn size(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter().map(|(order, _)| order)
    }

    /// The values that a field has somewhere.
    pub(super) fn values(&self, listing: &Listing, name: &str) -> Vec<Value> {
        let rows: Vec<Row<'_>> = match listing.name {
            "Order" => self.orders().map(Row::Order).collect(),
            "Customer" => self.customers.iter().map(Row::Customer).collect(),
            "Product" => self.products.iter().map(Row::Product).collect(),
            _ => self.orders.iter().flat_map(|(_, items)| items).map(Row::Item).collect(),
        };
        rows.into_iter().map(|row| value(row, name)).filter(|value| !value.is_null()).collect()
    }

    /// The numbers of the orders that are asked for, in their order.
    pub(super) fn answer(&self, find: &Find) -> Vec<i64> {
        let words = find.search.as_ref().map(|search| search.words().to_vec()).unwrap_or_default();
        let mut found: Vec<&Order> = self
            .orders()
            .filter(|order| self.holds(&find.filter, Row::Order(order)))
            .filter(|order| words.iter().all(|word| self.says(order, word)))
            .collect();
        found.sort_by(|a, b| {
            let by = |sort: &docket_domain::find::Sort| {
                let (a, b) = (value(Row::Order(a), sort.field.name), value(Row::Order(b), sort.field.name));
                match (a.is_null(), b.is_null()) {
                    (true, true) => Cmp::Equal,
                    (true, false) => Cmp::Greater,
                    (false, true) => Cmp::Less,
                    _ if sort.descending => compare(&b, &a),
                    _ => compare(&a, &b),
                }
            };
            find.ordering.sorts().iter().map(by).find(|order| order.is_ne()).unwrap_or(Cmp::Equal)
        });
        found.iter().map(|order| order.number).collect()
    }

    fn says(&self, order: &Order, word: &str) -> bool {
        let customer = self.customers.iter().find(|customer| customer.id == order.customer_id).unwrap();
        let texts = [Some(&order.notes), order.external_reference.as_ref(), Some(&customer.name)];
        word == order.number.to_string() || texts.into_iter().flatten().any(|text| lower(text).contains(word))
    }

    fn there(&self, row: Row<'_>, link: &str) -> Vec<Row<'_>> {
        let orders = || self.orders().map(Row::Order);
        let items = || self.orders.iter().flat_map(|(_, items)| items);
        match (row, link) {
            (Row::Order(order), "customer") => {
                self.customers.iter().filter(|it| it.id == order.customer_id).map(Row::Customer).collect()
            }
            (Row::Order(order), "items") => items().filter(|it| it.order_id == order.id).map(Row::Item).collect(),
            (Row::Customer(customer), "orders") => {
                orders().filter(|row| matches!(row, Row::Order(it) if it.customer_id == customer.id)).collect()
            }
            (Row::Product(product), "items") => {
                items().filter(|it| it.product_id == product.id).map(Row::Item).collect()
            }
            (Row::Item(item), "order") => {
                orders().filter(|row| matches!(row, Row::Order(it) if it.id == item.order_id)).collect()
            }
            (Row::Item(item), "product") => {
                self.products.iter().filter(|it| it.id == item.product_id).map(Row::Product).collect()
            }
            (_, link) => panic!("no way {link}"),
        }
    }

    fn holds(&self, filter: &Filter, row: Row<'_>) -> bool {
        match filter {
            Filter::All(inner) => inner.iter().all(|filter| self.holds(filter, row)),
            Filter::Any(inner) => inner.iter().any(|filter| self.holds(filter, row)),
            Filter::Not(inner) => !self.holds(inner, row),
            Filter::Through(link, inner) => self.there(row, link.name).into_iter().any(|row| self.holds(inner, row)),
            Filter::Field(field, test) => passes(&value(row, field.name), test),
        }
    }
}

fn lower(text: &str) -> String {
    text.trim().to_lowercase().replace('ς', "σ")
}

fn folded(value: &Value) -> Value {
    // Codes are words in capitals, and are compared as they are.
    match value {
        Value::Text(text) if !text.chars().all(|letter| letter.is_ascii_uppercase()) || text.len() < 3 => {
            Value::Text(lower(text).into())
        }
        value => value.clone(),
    }
}

fn passes(value: &Value, test: &Test) -> bool {
    let value = &folded(value);
    let said = || if let Value::Text(said) = value { said.to_string() } else { String::new() };
    match test {
        Test::IsNull(wanted) => value.is_null() == *wanted,
        Test::Is(Compare::Ne, other) => *value != folded(other),
        _ if value.is_null() => false,
        Test::In(values) => values.iter().any(|other| *value == folded(other)),
        Test::Contains(part) => said().contains(&part.to_lowercase().replace('ς', "σ")),
        Test::StartsWith(start) => said().starts_with(&start.to_lowercase().replace('ς', "σ")),
        Test::Is(how, other) => {
            let found = compare(value, &folded(other));
            match how {
                Compare::Eq | Compare::Ne => found.is_eq(),
                Compare::Lt => found.is_lt(),
                Compare::Lte => found.is_le(),
                Compare::Gt => found.is_gt(),
                Compare::Gte => found.is_ge(),
            }
        }
    }
}

fn compare(a: &Value, b: &Value) -> Cmp {
    match (folded(a), folded(b)) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
        (Value::Int(a), Value::Int(b)) | (Value::Time(a), Value::Time(b)) => a.cmp(&b),
        (Value::Dec(a), Value::Dec(b)) => a.units().cmp(&b.units()),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Uuid(a), Value::Uuid(b)) => a.cmp(&b),
        (Value::Date(a), Value::Date(b)) => a.cmp(&b),
        (a, b) => panic!("{a:?} and {b:?} do not compare"),
    }
}

fn value(row: Row<'_>, name: &str) -> Value {
    match row {
        Row::Order(it) => match name {
            "id" => it.id.into_value(),
            "number" => it.number.into_value(),
            "customerId" => it.customer_id.into_value(),
            "status" => it.status.into_value(),
            "orderDate" => it.order_date.into_value(),
            "externalReference" => it.external_reference.clone().into_value(),
            "currency" => it.currency.clone().into_value(),
            "notes" => it.notes.clone().into_value(),
            "amountTotal" => it.amount_total.into_value(),
            "itemCount" => it.item_count.into_value(),
            "dateShipped" => it.date_shipped.into_value(),
            "firstSettledAt" => it.first_settled_at.into_value(),
            "createdAt" => it.created_at.into_value(),
            "version" => it.version.into_value(),
            name => panic!("{} has no {name}", ORDERS.name),
        },
        Row::Customer(it) => match name {
            "id" => it.id.into_value(),
            "name" => it.name.clone().into_value(),
            "email" => it.email.clone().into_value(),
            "creditLimit" => it.credit_limit.into_value(),
            "balance" => it.balance.into_value(),
            "availableCredit" => it.available_credit().into_value(),
            "creditUsedShare" => it.credit_used_share().into_value(),
            "openOrders" => it.open_orders.into_value(),
            "archivedAt" => it.archived_at.into_value(),
            "createdAt" => it.created_at.into_value(),
            "version" => it.version.into_value(),
            name => panic!("a customer has no {name}"),
        },
        Row::Product(it) => match name {
            "id" => it.id.into_value(),
            "sku" => it.sku.clone().into_value(),
            "name" => it.name.clone().into_value(),
            "unitPrice" => it.unit_price.into_value(),
            "available" => it.available.into_value(),
            "archivedAt" => it.archived_at.into_value(),
            "createdAt" => it.created_at.into_value(),
            "version" => it.version.into_value(),
            name => panic!("a product has no {name}"),
        },
        Row::Item(it) => match name {
            "id" => it.id.into_value(),
            "orderId" => it.order_id.into_value(),
            "productId" => it.product_id.into_value(),
            "quantity" => it.quantity.into_value(),
            "unitPrice" => it.unit_price.into_value(),
            "amount" => it.amount.into_value(),
            "createdAt" => it.created_at.into_value(),
            name => panic!("an item has no {name}"),
        },
    }
}
