//! The list of orders.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, text};
use serde_json::json;

use crate::shop::{ORDERS, PAGE, expected, shop, shows};

const TOTAL: &str = "document.querySelector('.head .of')?.textContent";
const SHOWN: &str = "document.querySelector('.pager [role=status]')?.textContent";
const HEADING: &str = "document.querySelector('.empty h2')?.textContent";
const CURRENT: &str = "document.querySelector('.tabs [aria-current=page]')?.textContent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_shows_the_orders_that_the_api_gives() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.wait_for(TOTAL, ORDERS.to_string()).await;
    browser.wait_for(SHOWN, format!("{PAGE} of {ORDERS}")).await;
    browser.wait_for("document.title", "Orders · Docket").await;
    browser.wait_for("document.querySelector('.brand small')?.textContent", "Hollis & Wren Supply").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_filters_the_list_and_stands_in_the_address() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    browser.click(".tabs a[href='/orders?status=open']").await;
    let open = expected(&server, "first: 25, status: [OPEN]").await.0;
    shows(&browser, open.clone()).await;
    assert_eq!(browser.address().await, "/orders?status=open");
    browser.wait_for(CURRENT, "Open").await;
    browser.reload().await;
    shows(&browser, open).await;
    browser.wait_for(CURRENT, "Open").await;
    browser.back().await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    assert_eq!(browser.address().await, "/orders");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_a_filtered_list_shows_it_at_once() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?status=shipped").await;
    shows(&browser, expected(&server, "first: 25, status: [SHIPPED]").await.0).await;
    browser.wait_for(CURRENT, "Shipped").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn older_and_newer_walk_through_all_pages() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    let (first, info) = expected(&server, "first: 25").await;
    shows(&browser, first.clone()).await;
    browser.click(".pager a[href*='after=']").await;
    let (second, info) = expected(&server, &format!("first: 25, after: {}", info["endCursor"])).await;
    shows(&browser, second.clone()).await;
    assert!(browser.address().await.starts_with("/orders?after="));
    browser.reload().await;
    shows(&browser, second.clone()).await;
    browser.click(".pager a[href*='after=']").await;
    let (third, _) = expected(&server, &format!("first: 25, after: {}", info["endCursor"])).await;
    shows(&browser, third).await;
    browser.wait_for(SHOWN, format!("{} of {ORDERS}", ORDERS - 2 * PAGE)).await;
    assert_eq!(browser.eval("document.querySelector('.pager a[href*=\"after=\"]')").await, json!(null));
    browser.click(".pager a[href*='before=']").await;
    shows(&browser, second).await;
    browser.click(".pager a[href*='before=']").await;
    shows(&browser, first).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_that_matches_nothing_leads_back_to_all() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?status=refunded").await;
    browser.wait_for(HEADING, "No order is refunded").await;
    browser.click(".empty a.btn").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_shop_says_so_and_shows_its_first_order_when_refreshed() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let browser = Browser::open(world.server.url(), "/orders").await;
    browser.wait_for(HEADING, "No orders yet").await;
    browser.wait_for(TOTAL, "0").await;
    let (customer, product) = (world.customer("5000").await, world.product("1234.50").await);
    world.order(&customer, &[(&product, "2")]).await;
    browser.click(".head button").await;
    let (rows, _) = expected(&world.server, "first: 25").await;
    assert_eq!(text(&rows[0][3]), "€2,469.00");
    shows(&browser, rows).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_no_place_is_a_problem_that_can_be_tried_again() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?after=nonsense").await;
    browser.wait_for(HEADING, "The orders could not be loaded").await;
    browser.wait_for("document.querySelector('.empty[role=alert] button')?.textContent", "Try again").await;
    browser.close().await;
}
