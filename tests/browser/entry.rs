//! A new order, entered without a mouse.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::World;
use fantoccini::key::Key;
use serde_json::json;

const FOCUS: &str = "document.activeElement.id";
const TOTAL: &str = "document.querySelector('.slip .sum .figure')?.textContent";
const FRESH: &str = "document.querySelector('.aside .pulse:not(.off)') !== null";
const NOTE: &str = "document.querySelector('.aside .note b')?.textContent";

/// A customer with a limit of 1,000.00 and a product at 100.00.
async fn a_world() -> World {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    world.customer("1000").await;
    world.product("100").await;
    world
}

/// Chooses the customer and enters one item, by keys alone.
async fn enter(browser: &Browser, quantity: &str) {
    browser.wait_for(FOCUS, "customer").await;
    browser.write("alder").await;
    browser.wait_for("document.querySelectorAll('#customer-list [role=option]').length", 1).await;
    browser.press(Key::Enter).await;
    browser.wait_for(FOCUS, "product").await;
    browser.write("oak").await;
    browser.wait_for("document.querySelectorAll('#product-list [role=option]').length", 1).await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.activeElement.value", "1").await;
    browser.write(quantity).await;
    browser.press(Key::Enter).await;
    browser.wait_for(FOCUS, "product").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_entered_by_keyboard_alone() {
    let world = a_world().await;
    let browser = Browser::open(world.server.url(), "/orders").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No orders yet").await;
    browser.write("n").await;
    browser.wait_for("document.title", "New order · Docket").await;
    enter(&browser, "3").await;
    browser.wait_for(TOTAL, "€300.00").await;
    browser.wait_for(FRESH, true).await;
    browser.assert_accessible().await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser.wait_for("document.querySelector('.totals .figure')?.textContent", "€300.00").await;
    let orders = world.api.ask("{ orders { nodes { number amountTotal } } }", &json!({})).await;
    let number = orders["orders"]["nodes"][0]["number"].to_string();
    assert_eq!(browser.address().await, format!("/orders/{number}"));
    browser.back().await;
    browser.wait_for("location.pathname", "/orders").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_be_refused_is_told_before_it_is_sent_and_nothing_is_lost() {
    let world = a_world().await;
    let browser = Browser::open(world.server.url(), "/orders/new").await;
    enter(&browser, "60").await;
    browser.wait_for(NOTE, "This would be refused: ").await;
    browser.assert_accessible().await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser.wait_for("document.querySelector('.page .note b')?.textContent", "Not placed: ").await;
    assert_eq!(browser.eval("document.querySelector('.items input.qty').value").await, "60");
    browser.click(".aside .note button").await;
    browser.wait_for(TOTAL, "€1,000.00").await;
    browser.wait_for(NOTE, json!(null)).await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser.wait_for("document.querySelector('.totals .figure')?.textContent", "€1,000.00").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_sent_twice_is_taken_once() {
    let world = a_world().await;
    let browser = Browser::open(world.server.url(), "/orders/new").await;
    enter(&browser, "2").await;
    browser.wait_for(FRESH, true).await;
    browser.eval("(button => { button.click(); button.click(); return null; })(document.querySelector('.head .btn.primary'))").await;
    browser.wait_for("document.querySelector('.totals .figure')?.textContent", "€200.00").await;
    let orders = world.api.ask("{ orders { totalCount } }", &json!({})).await;
    assert_eq!(orders["orders"]["totalCount"], 1);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_got_lost_is_asked_for_again_under_the_same_key() {
    let world = a_world().await;
    let browser = Browser::open(world.server.url(), "/orders/new").await;
    enter(&browser, "2").await;
    browser.wait_for(FRESH, true).await;
    // The order arrives and is taken; its answer does not come back.
    let lose = "(real => { let lost = 0; window.fetch = async (...call) => { const answer = await real(...call);
        if (call[0].headers?.get('idempotency-key') && lost++ < 1) throw new TypeError('lost'); return answer; }; return null; })(window.fetch)";
    browser.eval(lose).await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser.wait_for("document.querySelector('.totals .figure')?.textContent", "€200.00").await;
    let orders = world.api.ask("{ orders { totalCount } }", &json!({})).await;
    assert_eq!(orders["orders"]["totalCount"], 1);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_without_a_customer_says_what_is_missing() {
    let world = a_world().await;
    let browser = Browser::open(world.server.url(), "/orders/new").await;
    browser.wait_for(FOCUS, "customer").await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser
        .wait_for("document.querySelector('.page .note')?.textContent", "Not placed: choose the customer first.")
        .await;
    browser.close().await;
}
