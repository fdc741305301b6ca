//! The app without a mouse.

use docket_tests::browser::Browser;
use fantoccini::key::Key;

use crate::shop::{expected, shop, shows};

const FOCUS: &str = "(focus => focus.getAttribute('aria-label') ?? focus.textContent.trim())(document.activeElement)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_stop_skips_to_the_content() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.press(Key::Tab).await;
    browser.wait_for(FOCUS, "Skip to content").await;
    let visible =
        "(box => box.width > 0 && box.left >= 0 && box.top >= 0)(document.activeElement.getBoundingClientRect())";
    browser.wait_for(visible, true).await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.activeElement.id", "main").await;
    browser.press(Key::Tab).await;
    browser.wait_for(FOCUS, "Refresh").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tab_reaches_the_filter_and_enter_applies_it() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    for _ in 0..20 {
        browser.press(Key::Tab).await;
        if browser.eval(FOCUS).await == "Shipped" {
            break;
        }
    }
    assert_eq!(browser.eval(FOCUS).await, "Shipped");
    let outline = "getComputedStyle(document.activeElement)";
    let marked = format!("{outline}.outlineStyle !== 'none' || {outline}.boxShadow !== 'none'");
    assert_eq!(browser.eval(&marked).await, true, "the focus is not to be seen");
    browser.press(Key::Enter).await;
    shows(&browser, expected(&server, "first: 25, status: [SHIPPED]").await.0).await;
    assert_eq!(browser.eval(FOCUS).await, "Shipped");
    browser.close().await;
}
