//! A shop with orders to look at, and how the list shows them.

use std::sync::{Arc, Weak};

use docket_tests::browser::Browser;
use docket_tests::command;
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::world::{list, text};
use serde_json::{Value as Json, json};
use tokio::sync::Mutex;

/// How many orders there are: two full pages and a rest.
pub(crate) const ORDERS: usize = 60;
/// How many orders stand on a page.
pub(crate) const PAGE: usize = 25;
/// The rows of the list, as they are read.
const ROWS: &str = "[...document.querySelectorAll('table[aria-busy=false] tbody tr')].map(row => [
    row.querySelector('.key'), row.querySelector('.status'), row.querySelector('[data-c=a]'), row.querySelector('[data-c=b]'),
].map(cell => cell.textContent))";

/// A server full of orders, shared by all who only look.
pub(crate) async fn shop() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::const_new(Weak::new());
    let mut shared = SHARED.lock().await;
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let database = Database::new(Engine::Sqlite).await;
    command::succeed(database.url(), &["seed", "--orders", &ORDERS.to_string()]).await;
    let server = Arc::new(Server::start_on(database).await);
    *shared = Arc::downgrade(&server);
    server
}

/// A page of orders by the API, as its rows should read.
pub(crate) async fn expected(server: &Server, args: &str) -> (Json, Json) {
    let document = format!(
        "{{ orders({args}) {{ pageInfo {{ startCursor endCursor }} nodes {{ number status amountTotal customer {{ name }} }} }} }}"
    );
    let page = server.api().ask(&document, &json!({})).await["orders"].take();
    let row = |order: &Json| {
        let status = text(&order["status"]);
        let status = format!("{}{}", &status[..1], status[1..].to_lowercase());
        json!([order["number"].to_string(), status, order["customer"]["name"], euro(text(&order["amountTotal"]))])
    };
    (list(&page["nodes"]).iter().map(row).collect(), page["pageInfo"].clone())
}

/// Waits until the list shows exactly these rows.
pub(crate) async fn shows(browser: &Browser, rows: Json) {
    browser.wait_for(ROWS, rows).await;
}

/// `1286.4` as `€1,286.40`.
fn euro(amount: &str) -> String {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("€{grouped}.{part:0<2}")
}
