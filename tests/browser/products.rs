//! Products: the list with its switches, and a product's page with its price.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::World;
use fantoccini::key::Key;
use serde_json::json;

use crate::shop::shop;

const HEADING: &str = "document.querySelector('main h1')?.textContent";
const ROWS: &str = "document.querySelectorAll('table[aria-busy=false] tbody .key').length";

async fn available(world: &World, id: &str) -> serde_json::Value {
    world.api.ask("query($id: ID!) { product(id: $id) { available } }", &json!({ "id": id })).await["product"]["available"]
        .clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_follows_its_address_and_keeps_nobody_out() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/products?sort=-price").await;
    browser.wait_for(ROWS, 25).await;
    browser.wait_for("document.querySelector('th[aria-sort]')?.textContent", "Unit price").await;
    browser.assert_accessible().await;
    browser.go("/products?q=zzzz").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No product fits “zzzz”").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_applies_at_once_and_many_get_a_result_each() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (one, two) = (world.product("1").await, world.product("2").await);
    let browser = Browser::open(world.server.url(), "/products").await;
    browser.wait_for(ROWS, 2).await;
    browser.click(&format!("tr:has(a[href='/products/{one}']) .switch")).await;
    browser.wait_for("[...document.querySelectorAll('.switch')].filter(one => one.checked).length", 1).await;
    browser.wait_for("document.querySelector('.tabs a:nth-child(3) .count')?.textContent", "1").await;
    assert_eq!(available(&world, &one).await, false);
    browser.click("thead .pick input").await;
    browser.wait_for("document.querySelector('.bulk .say')?.textContent", "2 picked").await;
    browser.assert_accessible().await;
    browser.click(".bulk .btn:nth-of-type(2)").await;
    browser.wait_for("document.querySelectorAll('dialog[open] .list .icon.ok').length", 2).await;
    assert_eq!(available(&world, &two).await, false);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_price_leaves_what_was_ordered_as_it_was() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("1000").await, world.product("10").await);
    let order = world.order(&customer, &[(&product, "3")]).await;
    let browser = Browser::open(world.server.url(), &format!("/products/{product}")).await;
    browser.wait_for("document.querySelector('.figure')?.textContent", "€10.00").await;
    browser.wait_for("document.querySelector('table.plain .key')?.textContent", order["number"].to_string()).await;
    browser.click("#new-price").await;
    browser.press_with_control('a').await;
    browser.write("12.50").await;
    browser.wait_for("document.querySelector('.note')?.textContent.includes('€12.50')", true).await;
    browser.assert_accessible().await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.querySelector('.figure')?.textContent", "€12.50").await;
    let unchanged = world.load_order(order["id"].as_str().unwrap()).await;
    assert_eq!(unchanged["amountTotal"], order["amountTotal"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_is_entered_and_a_taken_sku_stays_in_its_field() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let browser = Browser::open(world.server.url(), "/products/new").await;
    for (name, expected) in [("Enamel jug", "Enamel jug"), ("Another jug", "New product")] {
        browser.go("/products/new").await;
        browser.click("#name").await;
        browser.write(name).await;
        browser.click("#sku").await;
        browser.write("JUG-150").await;
        browser.click("#price").await;
        browser.write("25.90").await;
        browser.press(Key::Enter).await;
        browser.wait_for(HEADING, expected).await;
    }
    browser.wait_for("document.querySelector('#sku').getAttribute('aria-invalid')", "true").await;
    browser.wait_for("document.querySelector('#sku')?.value", "JUG-150").await;
    browser.assert_accessible().await;
    browser.close().await;
}
