//! The rules: as sentences, drawn, verified, and what they refused.

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, list, order_of, text};
use serde_json::{Value as Json, json};

use crate::shop::shop;

const LAWS: &str = "[...document.querySelectorAll('.laws > li')].map(law => law.id)";
const CURRENT: &str = "document.querySelector('.laws [aria-current]')?.id";
const NOTE: &str = "document.querySelector('#verify .note:not(.warn) b')?.textContent";

/// The names of all rules, in their order.
async fn names(server: &Server) -> Vec<String> {
    let rules = server.api().ask("{ rules { name } }", &json!({})).await["rules"].take();
    list(&rules).iter().map(|rule| text(&rule["name"]).to_owned()).collect()
}

fn set(names: &Json) -> BTreeSet<String> {
    list(names).iter().map(|name| text(name).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_rule_stands_there_as_a_sentence_and_in_the_drawing() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/rules").await;
    let names = names(&server).await;
    browser.wait_for(LAWS, names.clone()).await;
    browser.wait_for("document.title", "Rules · Docket").await;
    let drawn = "[...document.querySelectorAll('.drawing [data-rule]')].map(it => it.dataset.rule)";
    assert_eq!(set(&browser.eval(drawn).await), names.iter().cloned().collect());
    browser.click("section[aria-labelledby=drawn] button.more").await;
    browser.wait_for("document.querySelectorAll('.depends li').length", names.len()).await;
    let balance = "[...document.querySelectorAll('.depends .grow')].map(it => it.textContent).find(it => it.startsWith('customer.balance '))";
    let said = text(&browser.eval(balance).await).to_owned();
    assert!(said.contains("depends on orders.amount_total"), "{said}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_a_rule_shows_it_and_gives_it_the_focus() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/rules#customer.balance").await;
    browser.wait_for("document.activeElement.id", "customer.balance").await;
    assert_eq!(browser.eval(CURRENT).await, "customer.balance");
    let seen = "(box => box.top >= 0 && box.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())";
    browser.wait_for(seen, true).await;
    browser.eval("(window.loaded = 'once')").await;
    // The head lies over what the driver scrolls to the top.
    browser.eval("scrollTo(0, 0)").await;
    browser.click(".drawing a[data-rule='price_not_negative']").await;
    browser.wait_for(CURRENT, "price_not_negative").await;
    browser.wait_for(seen, true).await;
    assert_eq!(browser.address().await, "/rules#price_not_negative");
    browser.back().await;
    browser.wait_for(CURRENT, "customer.balance").await;
    assert_eq!(browser.eval("window.loaded").await, "once", "a link loaded the app anew");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verifying_finds_a_value_that_was_spoilt() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("5000").await, world.product("10").await);
    world.order(&customer, &[(&product, "1")]).await;
    let browser = Browser::open(world.server.url(), "/rules").await;
    browser.click(".head button").await;
    browser.wait_for(NOTE, "Every derived value agrees with its rule.").await;
    world.server.database().execute("UPDATE customer SET open_orders = open_orders + 1").await;
    browser.click(".head button").await;
    browser.wait_for(NOTE, "1 value differs from what its rule gives.").await;
    let row = "[...document.querySelectorAll('.differing tbody td')].map(cell => cell.textContent.replace(/^Rule R\\d+ /, ''))";
    browser.wait_for(row, json!(["customer.open_orders", "Alder & Finch", "2", "1"])).await;
    browser.assert_accessible().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rule_refused_stands_beside_it_and_in_the_log() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("100").await, world.product("60").await);
    let order = world.order(&customer, &[(&product, "1")]).await;
    for _ in 0..11 {
        world.refused("createOrder", order_of(&customer, &[(&product, "1")])).await;
    }
    world.refused("deleteItem", json!({ "id": order["items"][0]["id"] })).await;
    let browser = Browser::open(world.server.url(), "/rules").await;
    browser.wait_for("document.getElementById('credit_limit')?.querySelector('.tag')?.textContent", "11 refused").await;
    browser.wait_for("document.querySelectorAll('.refusals li').length", 10).await;
    let first = "document.querySelector('.refusals .grow').textContent.trim()";
    browser.wait_for(first, format!("{} delete item Alder & Finch", order["number"])).await;
    browser.click("#refused button").await;
    browser.wait_for("document.querySelectorAll('.refusals li').length", 12).await;
    browser.wait_for("document.querySelector('#refused button')", json!(null)).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_keep_nobody_out_and_fit_a_phone() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/rules#credit_limit").await;
    browser.wait_for(CURRENT, "credit_limit").await;
    browser.assert_accessible().await;
    browser.be_a_phone(360).await;
    browser.wait_for("document.documentElement.scrollWidth", 360).await;
    browser.close().await;
}
