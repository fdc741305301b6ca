//! Pictures of the web app with demo data, for the README or, with `--all`, of every page to look at: wide and narrow,
//! light and dark. `cargo xtask pictures` gives it what it needs.

#![expect(clippy::expect_used, reason = "a program that ends where it cannot go on")]

use std::path::PathBuf;

use docket_tests::browser::Browser;
use docket_tests::command;
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use serde_json::json;

const THEMES: [&str; 2] = ["light", "dark"];
const WIDE: (u32, u32) = (1440, 900);
const NARROW: (u32, u32) = (390, 844);
/// Nothing waits any more: no skeleton is shown, and what was fetched is there.
const IS_STILL: &str = "document.querySelector('main h1') !== null && document.querySelector('.skel') === null
    && document.querySelector('[aria-busy=true]') === null";

/// What is pictured, and under which name.
struct Page {
    name: &'static str,
    path: String,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the folder to write to"));
    let all = arguments.next().is_some_and(|argument| argument == "--all");
    std::fs::create_dir_all(&folder).expect("the folder can be made");

    let database = Database::new(Engine::Sqlite).await;
    command::succeed(database.url(), &["seed"]).await;
    let server = Server::start_on(database).await;
    let browser = Browser::open(server.url(), "/").await;
    let (pages, sizes) = if all {
        (every_page(&server).await, vec![("wide", WIDE), ("narrow", NARROW)])
    } else {
        (readme(), vec![("", WIDE)])
    };
    for (suffix, (width, height)) in sizes {
        browser.resize(width, height).await;
        for page in &pages {
            browser.go(&page.path).await;
            for theme in THEMES {
                browser.wait_for(IS_STILL, true).await;
                let words = [page.name, suffix, if theme == "dark" { theme } else { "" }];
                let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
                let file = folder.join(words.join("-")).with_extension("png");
                std::fs::write(&file, browser.picture(theme).await).expect("the picture can be written");
            }
        }
    }
    browser.close().await;
}

fn readme() -> Vec<Page> {
    vec![Page { name: "home", path: "/".to_owned() }, Page { name: "orders", path: "/orders".to_owned() }]
}

async fn every_page(server: &Server) -> Vec<Page> {
    let document = "{ orders(first: 1) { nodes { number customer { id } items { product { id } } } } }";
    let order = server.api().ask(document, &json!({})).await["orders"]["nodes"][0].take();
    let id = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
    let (customer, product) = (id(&order["customer"]["id"]), id(&order["items"][0]["product"]["id"]));
    let page = |name, path: &str| Page { name, path: path.to_owned() };
    vec![
        page("home", "/"),
        page("orders", "/orders"),
        page("orders-empty", "/orders?q=nothing+like+it"),
        page("order", &format!("/orders/{}", order["number"])),
        page("new-order", "/orders/new"),
        page("customers", "/customers"),
        page("customer", &format!("/customers/{customer}")),
        page("new-customer", "/customers/new"),
        page("products", "/products"),
        page("product", &format!("/products/{product}")),
        page("new-product", "/products/new"),
        page("rules", "/rules"),
        page("not-found", "/nowhere"),
    ]
}
