//! Two people at one order: each sees what the other does, and nobody overwrites what was not seen.

use docket_tests::world::id;
use serde_json::json;

use crate::order::{QUANTITY, TOTAL, an_order, open, write_quantity};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_changes_lights_up_for_the_other() {
    let (world, order) = an_order().await;
    let (mine, theirs) = (open(&world, &order).await, open(&world, &order).await);
    for browser in [&mine, &theirs] {
        browser.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    }
    mine.eval("new MutationObserver(() => document.querySelector('[data-live]') && (window.lit = true)).observe(document.body, { subtree: true, attributes: true }) ?? null").await;
    write_quantity(&theirs, "6").await;
    mine.wait_for(TOTAL, "€600.00").await;
    mine.wait_for(QUANTITY, "6").await;
    mine.wait_for("window.lit", true).await;
    mine.wait_for("document.querySelector('[data-live]')", json!(null)).await;
    assert_eq!(theirs.eval("document.querySelector('[data-live]')").await, json!(null), "one's own change lit up");
    mine.close().await;
    theirs.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_over_what_was_not_seen_is_asked() {
    let (world, order) = an_order().await;
    let mine = open(&world, &order).await;
    mine.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    mine.click(".items input.qty").await;
    mine.press_with_control('a').await;
    mine.write("9").await;
    let item = id(&order["items"][0]);
    world.done("updateItem", json!({ "id": item, "quantity": "5" })).await;
    mine.wait_for(TOTAL, "€500.00").await;
    assert_eq!(mine.eval(QUANTITY).await, "9", "what was being typed is lost");
    mine.press(fantoccini::key::Key::Enter).await;
    let values = "[...document.querySelectorAll('dialog[open] .diff td .text')].map(value => value.textContent)";
    mine.wait_for(values, json!(["9", "5"])).await;
    mine.assert_accessible().await;
    mine.click("dialog[open] .btn.primary").await;
    mine.wait_for(TOTAL, "€900.00").await;
    mine.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    mine.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn theirs_can_be_taken_instead() {
    let (world, order) = an_order().await;
    let mine = open(&world, &order).await;
    mine.click(".items input.qty").await;
    mine.press_with_control('a').await;
    mine.write("9").await;
    world.done("updateItem", json!({ "id": id(&order["items"][0]), "quantity": "5" })).await;
    mine.press(fantoccini::key::Key::Enter).await;
    mine.click("dialog[open] .btn.start").await;
    mine.wait_for(QUANTITY, "5").await;
    mine.wait_for(TOTAL, "€500.00").await;
    mine.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    mine.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_follows_what_happens_elsewhere() {
    let (world, order) = an_order().await;
    let browser = docket_tests::browser::Browser::open(world.server.url(), "/orders").await;
    browser.wait_for("document.querySelector('tbody .status')?.textContent", "Open").await;
    browser.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    world.done("shipOrder", json!({ "id": id(&order) })).await;
    browser.wait_for("document.querySelector('tr[data-live] .status')?.textContent", "Shipped").await;
    browser.wait_for("document.querySelector('tr[data-live]')", json!(null)).await;
    browser.close().await;
}
