//! The frame around the pages: addresses, theme, the width of a phone.

use docket_tests::browser::Browser;
use fantoccini::key::Key;
use serde_json::json;

use crate::shop::{expected, shop, shows};

const THEME: &str = "document.documentElement.dataset.theme ?? 'system'";
const SWITCH: &str = ".side button[title^='Theme']";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_says_so_and_shows_the_way_back() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/nowhere/at/all").await;
    browser.wait_for("document.querySelector('main h1')?.textContent", "Not found").await;
    browser.wait_for("document.querySelector('main code')?.textContent", "/nowhere/at/all").await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_palette_leads_to_a_page_and_gives_the_focus_back() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/nowhere").await;
    browser.wait_for("document.querySelector('main h1')?.textContent", "Not found").await;
    browser.press_with_control('k').await;
    browser.wait_for("document.activeElement.getAttribute('role')", "combobox").await;
    browser.assert_accessible().await;
    browser.press(Key::Escape).await;
    browser.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    browser.press_with_control('k').await;
    browser.wait_for("document.activeElement.getAttribute('role')", "combobox").await;
    browser.write("orde").await;
    browser
        .wait_for("document.querySelector('.palette [aria-selected=true] .grow')?.textContent.trim()", "Orders")
        .await;
    browser.press(Key::Enter).await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_are_shortcuts_outside_of_fields_only() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/nowhere").await;
    browser.wait_for("document.querySelector('main h1')?.textContent", "Not found").await;
    browser.write("?").await;
    browser.wait_for("document.querySelector('dialog[open] h2')?.textContent", "Shortcuts").await;
    browser.assert_accessible().await;
    browser.write("go").await;
    browser.press(Key::Escape).await;
    browser.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    assert_eq!(browser.address().await, "/nowhere", "a key below a dialog did something");
    browser.press_with_control('k').await;
    browser.wait_for("document.activeElement.getAttribute('role')", "combobox").await;
    browser.write("go?").await;
    browser.wait_for("document.activeElement.value", "go?").await;
    browser.press(Key::Escape).await;
    browser.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    browser.write("go").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_frame_keeps_nobody_out() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    browser.assert_accessible().await;
    browser.go("/nowhere").await;
    browser.wait_for("document.querySelector('main h1')?.textContent", "Not found").await;
    browser.assert_accessible().await;
    browser.close().await;
}
