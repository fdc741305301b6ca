//! The app in parts: what the first page takes, and what happens when a part does not arrive.

use docket_tests::browser::Browser;

use crate::shop::shop;

const LARGEST_LOAD: u64 = 350_000;
/// What arrived for the page itself, as it was sent: all but answers of the API and what is fetched ahead.
const FIRST_LOAD: &str = "(() => {
    const files = performance.getEntriesByType('resource').filter(file => !file.name.includes('/graphql'));
    const ahead = files.find(file => file.name.includes('_split_palette'))?.startTime ?? Infinity;
    const first = files.filter(file => file.startTime < ahead - 50);
    return [...performance.getEntriesByType('navigation'), ...first].reduce((sum, file) => sum + file.encodedBodySize, 0);
})()";
const HAS_RULES: &str = "performance.getEntriesByType('resource').some(file => file.name.includes('_split_setup'))";
const HEADING: &str = "document.querySelector('main h1')?.textContent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_is_small_and_the_others_come_by_themselves() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/").await;
    browser.wait_for("document.querySelectorAll('.bars a').length", 60).await;
    let bytes = browser.eval(FIRST_LOAD).await.as_u64().unwrap();
    assert!((100_000..=LARGEST_LOAD).contains(&bytes), "the first load takes {bytes} bytes");
    browser.wait_for(HAS_RULES, true).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_does_not_arrive_is_told_and_can_be_asked_for_again() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    browser.keep_out(&["*_split_setup*"]).await;
    browser.wait_for(HEADING, "Orders").await;
    browser.click("a[href='/rules']").await;
    browser.wait_for("document.querySelector('main h2')?.textContent", "This page did not arrive").await;
    browser.assert_accessible().await;
    // What is here goes on working.
    browser.click("a[href='/orders']").await;
    browser.wait_for(HEADING, "Orders").await;
    browser.click("a[href='/rules']").await;
    browser.wait_for(HEADING, "Not loaded").await;
    browser.keep_out(&[]).await;
    browser.click("main .btn").await;
    browser.wait_for(HEADING, "Rules").await;
    browser.forget_outage().await;
    browser.close().await;
}
