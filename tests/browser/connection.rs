//! The connection goes away and comes back.

use docket_tests::world::id;
use fantoccini::key::Key;
use serde_json::json;

use crate::order::{QUANTITY, TOTAL, an_order, open, write_quantity};

const BANNER: &str = "document.querySelector('.banner b')?.textContent";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_told_keeps_what_was_typed_and_ends_by_itself() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.wait_for("document.querySelector('.side .line')?.textContent", "Live").await;
    browser.be_offline(true).await;
    browser.wait_for(BANNER, "You are offline.").await;
    browser.assert_accessible().await;
    write_quantity(&browser, "6").await;
    browser
        .wait_for(
            "document.querySelector('.refusal p')?.textContent",
            "Not saved. The server did not answer: check the connection.",
        )
        .await;
    assert_eq!(browser.eval(QUANTITY).await, "6", "what was typed is lost");
    world.done("updateOrder", json!({ "id": id(&order), "notes": "Changed meanwhile" })).await;
    browser.be_offline(false).await;
    browser.wait_for(BANNER, json!(null)).await;
    browser.wait_for("document.querySelector('.aside textarea')?.value", "Changed meanwhile").await;
    browser.click(".items input.qty").await;
    browser.press(Key::Enter).await;
    browser.wait_for(TOTAL, "€600.00").await;
    browser.forget_outage().await;
    browser.close().await;
}
