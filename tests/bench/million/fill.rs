//! Rows by the million, in minutes: set-based SQL behind Docket's back, with every derived value computed here by
//! itself and not by the rules, so that verification has something to disagree with.
//!
//! Two years of business, evenly: a tenth of the orders belongs to one large customer and is open, of the others most
//! have shipped, some are open and a few were cancelled. What commands would have left beside the rows is left out:
//! no history, no events, no refusals.

use docket_tests::database::{Database, Engine};

/// Orders that one statement inserts, so that neither temporary tables nor the write-ahead log grow with the whole.
const BATCH: u64 = 50_000;
/// An order has 1 to 5 items, 3 on average.
const MOST_ITEMS: u64 = 5;
const DAY_MS: i64 = 86_400_000;
/// How long ago the first order came in.
const SPAN_MS: i64 = 730 * DAY_MS;

/// How much there is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) orders: u64,
    pub(crate) customers: u64,
    pub(crate) products: u64,
}

impl Size {
    /// So many orders, and as many customers and products as go with them.
    pub(crate) fn of(orders: u64) -> Self {
        Self { orders, customers: (orders / 100).max(10), products: (orders / 500).max(10) }
    }

    /// How many items that makes.
    pub(crate) fn items(self) -> u64 {
        (0..self.orders % MOST_ITEMS).map(|n| n + 1).sum::<u64>() + self.orders / MOST_ITEMS * 15
    }
}

/// Fills a migrated database that has no customers.
pub(crate) async fn fill(database: &Database, engine: Engine, size: Size) {
    let sql = Sql { engine, size, now_ms: now_ms() };
    database.execute(&format!("{} {}; {};", sql.settings(), sql.customers(), sql.products())).await;
    for from in (0..size.orders).step_by(usize::try_from(BATCH).unwrap()) {
        let to = size.orders.min(from + BATCH) - 1;
        let parts = [sql.taken(from, to), sql.lines(), sql.orders(), sql.items()].join("; ");
        database
            .execute(&format!("{} BEGIN; {parts}; DROP TABLE line; DROP TABLE taken; COMMIT;", sql.settings()))
            .await;
    }
    database.execute(&format!("{}; {};", sql.balances(), sql.numbers())).await;
    database.execute(if engine == Engine::Sqlite { "PRAGMA wal_checkpoint(TRUNCATE)" } else { "VACUUM ANALYZE" }).await;
}

#[expect(clippy::disallowed_methods, reason = "nothing that is stored or tested hangs on when this program runs")]
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// The statements, as each database says them.
struct Sql {
    engine: Engine,
    size: Size,
    now_ms: i64,
}

impl Sql {
    fn on<'a>(&self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        if self.engine == Engine::Sqlite { sqlite } else { postgres }
    }

    /// A power cut would cost the whole run anyway.
    fn settings(&self) -> &'static str {
        self.on("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;", "")
    }

    /// The id of a row that was made at `ms`: UUIDv7, with the row's number where the randomness would be.
    fn id(&self, ms: &str, n: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("unhex(printf('%012x70008%015x', {ms}, {n}))"),
            Engine::Postgres => {
                format!("(lpad(to_hex({ms}), 12, '0') || '70008' || lpad(to_hex({n}), 15, '0'))::uuid")
            }
        }
    }

    /// Customers and products came before the first order.
    fn early(&self) -> i64 {
        self.now_ms - SPAN_MS - DAY_MS
    }

    /// The id of a customer or a product.
    fn early_id(&self, n: &str) -> String {
        self.id(&format!("({} + {n})", self.early()), n)
    }

    fn time(&self, ms: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', {ms} / 1000.0, 'unixepoch')"),
            Engine::Postgres => format!("to_timestamp({ms} / 1000.0)"),
        }
    }

    fn date(&self, ms: &str) -> String {
        match self.engine {
            Engine::Sqlite => format!("date({ms} / 1000, 'unixepoch')"),
            Engine::Postgres => format!("(to_timestamp({ms} / 1000) AT TIME ZONE 'UTC')::date"),
        }
    }

    /// The whole numbers in a range, as a table `s` with the column `n`.
    fn series(&self, from: u64, to: u64) -> String {
        match self.engine {
            Engine::Sqlite => format!(
                "(WITH RECURSIVE r(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM r WHERE n < {to}) SELECT n FROM r) s"
            ),
            Engine::Postgres => format!("generate_series({from}::bigint, {to}::bigint) AS s(n)"),
        }
    }

    fn customers(&self) -> String {
        format!(
            "INSERT INTO customer (tenant_id, id, name, name_key, email, email_key, credit_limit, currency, minor_unit, \
             balance, open_orders, version, created_at) \
             SELECT t.tenant_id, {}, 'Customer ' || s.n, 'customer ' || s.n, 'buying-' || s.n || '@example.com', \
             'buying-' || s.n || '@example.com', 0, t.currency, t.minor_unit, 0, 0, 1, {} FROM tenant t CROSS JOIN {}",
            self.early_id("s.n"),
            self.time(&format!("({} + s.n)", self.early())),
            self.series(0, self.size.customers - 1)
        )
    }

    fn products(&self) -> String {
        format!(
            "INSERT INTO product (tenant_id, id, sku, sku_key, name, name_key, unit_price, available, version, created_at) \
             SELECT t.tenant_id, {}, 'P-' || s.n, 'p-' || s.n, 'Product ' || s.n, 'product ' || s.n, {}, TRUE, 1, {} \
             FROM tenant t CROSS JOIN {}",
            self.early_id("s.n"),
            price("s.n"),
            self.time(&format!("({} + s.n)", self.early())),
            self.series(0, self.size.products - 1)
        )
    }

    /// Who ordered when, and how far the order has come.
    fn taken(&self, from: u64, to: u64) -> String {
        let Size { orders, customers, .. } = self.size;
        let begin = self.now_ms - SPAN_MS;
        format!(
            "CREATE TEMP TABLE taken AS SELECT n, ms, customer, leaves, \
             CASE WHEN customer = 0 OR chance < 8 THEN 'OPEN' WHEN chance < 13 THEN 'CANCELLED' \
             WHEN leaves > {} THEN 'OPEN' ELSE 'SHIPPED' END AS status \
             FROM (SELECT n, ms, customer, chance, ms + {days} * {DAY_MS} AS leaves \
             FROM (SELECT s.n, {begin} + s.n * {SPAN_MS} / {orders} AS ms, \
             CASE WHEN s.n % 10 = 0 THEN 0 ELSE 1 + {} END AS customer, {} AS chance FROM {}) q) q",
            self.now_ms,
            pick("s.n", 1, customers - 1),
            pick("s.n", 2, 100),
            self.series(from, to),
            days = format_args!("(1 + {})", pick("n", 3, 6)),
        )
    }

    /// What was ordered: whole pieces, and every tenth item by weight, so that amounts must be rounded to cents.
    fn lines(&self) -> String {
        let n = format!("(taken.n * {MOST_ITEMS} + s.n)");
        format!(
            "CREATE TEMP TABLE line AS SELECT o, n, ms, product, quantity, unit_price, \
             (quantity * unit_price + 50000) / 100000 * 100 AS amount \
             FROM (SELECT taken.n AS o, {n} AS n, ms, {product} AS product, {price} AS unit_price, \
             CASE WHEN {by_weight} = 0 THEN 1 + {grams} ELSE 1000 * (1 + {pieces}) END AS quantity \
             FROM taken JOIN {places} ON s.n <= taken.n % {MOST_ITEMS}) q",
            product = pick(&n, 4, self.size.products),
            price = price(&pick(&n, 4, self.size.products)),
            by_weight = pick(&n, 5, 10),
            grams = pick(&n, 6, 20_000),
            pieces = pick(&n, 7, 12),
            places = self.series(0, MOST_ITEMS - 1),
        )
    }

    fn orders(&self) -> String {
        format!(
            "INSERT INTO orders (tenant_id, id, number, customer_id, status, status_before_shipping, order_date, notes, \
             notes_key, date_shipped, first_settled_at, currency, minor_unit, amount_total, item_count, event_counter, version, \
             created_at) \
             SELECT t.tenant_id, {id}, {FIRST_NUMBER} + o.n, {customer}, o.status, \
             CASE o.status WHEN 'SHIPPED' THEN 'OPEN' END, {date}, '', '', \
             CASE o.status WHEN 'SHIPPED' THEN {left} END, CASE o.status WHEN 'SHIPPED' THEN {left} END, \
             t.currency, t.minor_unit, g.total, g.items, 0, CASE o.status WHEN 'OPEN' THEN 1 ELSE 2 END, {created} \
             FROM taken o JOIN (SELECT o, SUM(amount) AS total, COUNT(*) AS items FROM line GROUP BY o) g ON g.o = o.n \
             CROSS JOIN tenant t ORDER BY o.n",
            id = self.id("o.ms", "o.n"),
            customer = self.early_id("o.customer"),
            date = self.date("o.ms"),
            left = self.time("o.leaves"),
            created = self.time("o.ms"),
        )
    }

    fn items(&self) -> String {
        format!(
            "INSERT INTO item (tenant_id, id, order_id, product_id, quantity, unit_price, minor_unit, amount, version, \
             created_at) \
             SELECT t.tenant_id, {}, {}, {}, l.quantity, l.unit_price, t.minor_unit, l.amount, 1, {} \
             FROM line l CROSS JOIN tenant t ORDER BY l.n",
            self.id("l.ms", "l.n"),
            self.id("l.ms", "l.o"),
            self.early_id("l.product"),
            self.time("l.ms"),
        )
    }

    /// One grouped statement: a subquery for each customer would read the orders once a customer.
    fn balances(&self) -> String {
        let sum = self.on("SUM(amount_total)", "SUM(amount_total)::bigint");
        format!(
            "UPDATE customer SET balance = g.total, open_orders = g.orders FROM (SELECT tenant_id, customer_id, \
             {sum} AS total, COUNT(*) AS orders FROM orders WHERE status = 'OPEN' GROUP BY tenant_id, customer_id) g \
             WHERE customer.tenant_id = g.tenant_id AND customer.id = g.customer_id; \
             UPDATE customer SET credit_limit = 100000000 + 2 * balance"
        )
    }

    /// The numbers that were used are not given again.
    fn numbers(&self) -> String {
        let next = FIRST_NUMBER + self.size.orders;
        format!("INSERT INTO number_block (tenant_id, next) SELECT tenant_id, {next} FROM tenant")
    }
}

/// The number of the first order.
const FIRST_NUMBER: u64 = 1_001;

/// From 0.95 to 200.94.
fn price(product: &str) -> String {
    format!("(100 * (95 + {}))", pick(product, 8, 20_000))
}

/// A number below `below` that looks random and is the same each time: two steps of a congruential generator.
fn pick(n: &str, salt: u64, below: u64) -> String {
    format!("((({n}) * 48271 + {salt}) % 2147483647 * 69621 % 2147483647 % {below})")
}
