//! What the database holds, read by SQL that knows the tables and none of the rules.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement, TryGetable};

/// A row's id, as digits.
pub type Id = String;

/// A customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// What it owes, in units of the stored amounts.
    pub balance: i64,
    /// What it may.
    pub limit: i64,
    /// How many of its orders count.
    pub open_orders: i64,
    /// How often it was changed, and once.
    pub version: i64,
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whose it is.
    pub customer: Id,
    /// Where it stands.
    pub status: String,
    /// Its version.
    pub version: i64,
    /// What it comes to.
    pub total: i64,
    /// How many items it has.
    pub count: i64,
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Whose it is.
    pub order: Id,
    /// In thousandths.
    pub quantity: i64,
    /// In units of the stored amounts.
    pub price: i64,
    /// What it comes to.
    pub amount: i64,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Customers by id.
    pub customers: BTreeMap<Id, Customer>,
    /// Orders by id.
    pub orders: BTreeMap<Id, Order>,
    /// Items by id.
    pub items: BTreeMap<Id, Item>,
    /// What was done to each order, as its history has it.
    pub history: BTreeMap<Id, Vec<String>>,
}

impl Books {
    /// Reads everything.
    pub async fn read(url: &str) -> Self {
        let database = sea_orm::Database::connect(url).await.unwrap();
        let mut books = Self::default();
        for row in rows(&database, "SELECT [id], balance, credit_limit, open_orders, version FROM customer").await {
            let [balance, limit, open_orders, version] = [1, 2, 3, 4].map(|at| get(&row, at));
            books.customers.insert(get(&row, 0), Customer { balance, limit, open_orders, version });
        }
        let orders = "SELECT [id], [customer_id], status, version, amount_total, item_count FROM orders";
        for row in rows(&database, orders).await {
            let [version, total, count] = [3, 4, 5].map(|at| get(&row, at));
            books
                .orders
                .insert(get(&row, 0), Order { customer: get(&row, 1), status: get(&row, 2), version, total, count });
        }
        for row in rows(&database, "SELECT [id], [order_id], quantity, unit_price, amount FROM item").await {
            let [quantity, price, amount] = [2, 3, 4].map(|at| get(&row, at));
            books.items.insert(get(&row, 0), Item { order: get(&row, 1), quantity, price, amount });
        }
        for row in rows(&database, "SELECT [order_id], command FROM order_history ORDER BY version").await {
            books.history.entry(get(&row, 0)).or_default().push(get(&row, 1));
        }
        database.close().await.unwrap();
        books
    }
}

/// What a query finds; ids in brackets become their digits.
async fn rows(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let backend = database.get_database_backend();
    let (before, after) = match backend {
        DbBackend::Sqlite => ("lower(hex(", "))"),
        _ => ("replace(CAST(", " AS text), '-', '')"),
    };
    let sql = sql.replace('[', before).replace(']', after);
    database.query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
}

fn get<T: TryGetable>(row: &QueryResult, at: usize) -> T {
    row.try_get_by_index(at).unwrap()
}

/// The digits of an id that the API shows: 26 letters and figures of 5 bits behind the name of its kind.
pub fn digits(shown: &str) -> Id {
    const FIGURES: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let (_, figures) = shown.rsplit_once('_').unwrap_or(("", shown));
    let bits = figures.chars().fold(0_u128, |bits, figure| bits << 5 | FIGURES.find(figure).unwrap_or(0) as u128);
    format!("{bits:032x}")
}
