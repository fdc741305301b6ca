//! The home page: what needs attention, how business goes, what just shipped.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, list, order_of, text};
use serde_json::json;

use crate::shop::shop;

const BARS: &str = "document.querySelectorAll('.bars a').length";
const FIGURES: &str = "[...document.querySelectorAll('.figure')].map(figure => figure.textContent)";
const TOTAL: &str = "document.querySelector('.head .of')?.textContent";
const TITLE: &str = "document.querySelector('main h1')?.textContent";

/// A window that shows all of the page.
async fn open(server: &Server, path: &str, bars: usize) -> Browser {
    let browser = Browser::open(server.url(), path).await;
    browser.wait_for(BARS, bars).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_needs_attention_leads_to_the_list_behind_it() {
    let server = shop().await;
    for status in ["open", "paid"] {
        let browser = open(&server, "/", 60).await;
        let link = format!(".tasks a[href*='status={status}']");
        let heading = browser.eval(&format!("document.querySelector(\"{link}\")?.textContent ?? null")).await;
        let Some((count, _)) = heading.as_str().and_then(|heading| heading.split_once(' ')) else { continue };
        browser.click(&link).await;
        browser.wait_for(TITLE, "Orders").await;
        browser.wait_for(TOTAL, count).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_range_of_the_charts_stands_in_the_address() {
    let server = shop().await;
    let browser = open(&server, "/?days=7", 14).await;
    browser.wait_for("document.title", "Home · Docket").await;
    browser.click(".seg a[href='/?days=90']").await;
    browser.wait_for(BARS, 180).await;
    assert_eq!(browser.address().await, "/?days=90");
    let today = browser.eval("new Date().toISOString().slice(0, 10)").await;
    let from = browser.eval("new Date(Date.now() - 89 * 86400e3).toISOString().slice(0, 10)").await;
    let document = format!("{{ orderTotals(by: DAY, from: {from}, to: {today}) {{ count }} }}");
    let days = server.api().ask(&document, &json!({})).await["orderTotals"].take();
    let placed: u64 = list(&days).iter().filter_map(|day| day["count"].as_u64()).sum();
    browser.wait_for(&format!("{FIGURES}[0]"), placed.to_string()).await;
    browser.reload().await;
    browser.wait_for(BARS, 180).await;
    browser.back().await;
    browser.wait_for(BARS, 14).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bar_opens_the_orders_of_its_day_and_the_list_says_the_same() {
    let server = shop().await;
    let browser = open(&server, "/", 60).await;
    browser.eval("(window.loaded = 'once')").await;
    browser.click(".bars a .hit").await;
    browser.wait_for(TITLE, "Orders").await;
    assert!(browser.address().await.starts_with("/orders?since=20"), "{}", browser.address().await);
    browser.back().await;
    browser.wait_for(BARS, 60).await;
    browser.click("section[aria-labelledby=placed] button.more").await;
    browser.wait_for("document.querySelectorAll('section[aria-labelledby=placed] tbody tr').length", 30).await;
    browser.assert_accessible().await;
    browser.click("section[aria-labelledby=placed] tbody a").await;
    browser.wait_for(TITLE, "Orders").await;
    assert_eq!(browser.eval("window.loaded").await, "once", "a link loaded the app anew");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shipment_appears_while_one_looks() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("5000").await, world.product("1234.50").await);
    let order = world.order(&customer, &[(&product, "2")]).await;
    let browser = open(&world.server, "/", 60).await;
    browser.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    browser
        .wait_for(
            "document.querySelector('section[aria-labelledby=lately] .hint')?.textContent",
            "Nothing has shipped yet.",
        )
        .await;
    world.done("shipOrder", json!({ "id": order["id"] })).await;
    let row = "document.querySelector('section[aria-labelledby=lately] li[data-live] .grow')?.textContent.trim()";
    browser.wait_for(row, format!("{} shipped Alder & Finch", order["number"])).await;
    // The charts follow a moment later.
    browser.wait_for(&format!("{FIGURES}[1]"), "€2,469").await;
    browser.wait_for("document.querySelectorAll('li[data-live]').length", 0).await;
    world.done("unshipOrder", json!({ "id": order["id"] })).await;
    browser
        .wait_for(
            "document.querySelector('section[aria-labelledby=lately] .hint')?.textContent",
            "Nothing has shipped yet.",
        )
        .await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_today_comes_first_and_leads_to_the_log() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("100").await, world.product("60").await);
    world.order(&customer, &[(&product, "1")]).await;
    world.refused("createOrder", order_of(&customer, &[(&product, "1")])).await;
    let browser = open(&world.server, "/", 60).await;
    browser.wait_for("document.querySelector('.tasks a')?.textContent", "1 change was refused today").await;
    browser.click(".tasks a").await;
    browser.wait_for("document.activeElement.id", "refused").await;
    assert_eq!(browser.address().await, "/rules#refused");
    browser.wait_for("document.querySelector('.refusals .num')?.textContent", "120 of 100").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_near_the_limit_stands_there_with_what_is_left() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (near, far) = (world.customer("100").await, world.customer("1000").await);
    let product = world.product("95").await;
    for customer in [&near, &far] {
        world.order(customer, &[(&product, "1")]).await;
    }
    let browser = open(&world.server, "/", 60).await;
    let rows = "[...document.querySelectorAll('section[aria-labelledby=near] tbody tr')].map(row => row.querySelector('td:last-child').textContent)";
    browser.wait_for(rows, json!(["€5.00"])).await;
    browser.wait_for("document.querySelector('section[aria-labelledby=near] .used')?.textContent", "95\u{a0}%").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_without_orders_is_told_how_to_begin() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let browser = Browser::open(world.server.url(), "/").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No orders yet").await;
    browser.assert_accessible().await;
    let (customer, product) = (world.customer("5000").await, world.product("10").await);
    world.order(&customer, &[(&product, "1")]).await;
    browser.wait_for(BARS, 60).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_home_page_keeps_nobody_out_and_fits_a_phone() {
    let server = shop().await;
    let browser = open(&server, "/", 60).await;
    browser.assert_accessible().await;
    browser.be_a_phone(360).await;
    browser.wait_for("document.documentElement.scrollWidth", 360).await;
    assert_eq!(text(&browser.eval(TITLE).await), "Home");
    browser.close().await;
}
