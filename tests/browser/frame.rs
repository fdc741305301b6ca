//! The frame around the pages: addresses, theme, the width of a phone.

use docket_tests::browser::Browser;
use serde_json::json;

use crate::shop::{expected, shop, shows};

const THEME: &str = "document.documentElement.dataset.theme ?? 'system'";
const SWITCH: &str = ".side button";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_in_leads_to_the_orders() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    assert_eq!(browser.address().await, "/orders");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_says_so_and_shows_the_way_back() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/nowhere/at/all").await;
    browser.wait_for("document.querySelector('main h1')?.textContent", "Not found").await;
    browser.wait_for("document.querySelector('main code').textContent", "/nowhere/at/all").await;
    browser.click("main a.btn").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_theme_goes_round_and_is_kept() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    browser.wait_for(THEME, "system").await;
    browser.click(SWITCH).await;
    browser.wait_for(THEME, "light").await;
    browser.click(SWITCH).await;
    browser.wait_for(THEME, "dark").await;
    let dark = browser.eval("getComputedStyle(document.body).backgroundColor").await;
    browser.reload().await;
    assert_eq!(browser.eval(THEME).await, "dark");
    assert_eq!(browser.eval("getComputedStyle(document.body).backgroundColor").await, dark);
    browser.click(SWITCH).await;
    browser.wait_for(THEME, "system").await;
    assert_eq!(browser.eval("localStorage.length").await, 0);
    assert_ne!(browser.eval("getComputedStyle(document.body).backgroundColor").await, dark);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_everything_without_scrolling_sideways() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    for width in [320, 390] {
        browser.be_a_phone(width).await;
        for path in ["/orders", "/orders?status=refunded", "/nowhere"] {
            browser.go(path).await;
            browser.wait_for("!!document.querySelector('.empty h2, table[aria-busy=false] .status')", true).await;
            let widths = browser.eval("[innerWidth, document.documentElement.scrollWidth]").await;
            assert_eq!(widths, json!([width, width]), "{path}");
        }
    }
    let reachable = "getComputedStyle(document.querySelector('.tabbar')).display !== 'none'";
    assert_eq!(browser.eval(reachable).await, true);
    browser.close().await;
}
