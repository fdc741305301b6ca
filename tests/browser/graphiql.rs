//! GraphiQL as a newcomer uses it: the examples stand there, run, and hear of what happens.

use std::time::Duration;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::world::World;
use serde_json::json;

const EDITOR: &str = "document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.getValue()";
const RESULT: &str = "document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue()";
const RUN: &str = "button.graphiql-execute-button";

/// Runs one of the operations in the tab, by the menu of the button.
async fn run(browser: &Browser, operation: &str) {
    browser.click(RUN).await;
    let named =
        format!("[...document.querySelectorAll('[role=menuitem]')].find(it => it.textContent === '{operation}')");
    browser.wait_for(&format!("!!{named}"), true).await;
    browser.eval(&format!("{named}.setAttribute('data-chosen', '')")).await;
    browser.click("[role=menuitem][data-chosen]").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_run_and_a_subscription_hears_of_a_shipment() {
    let world = World::alone(Engine::Sqlite).await;
    let (customer, product) = (world.customer("1000").await, world.product("12.50").await);
    let order = world.order(&customer, &[(&product, "2")]).await;
    let browser = Browser::open(world.server.url(), "/graphiql").await;
    browser.wait_for("document.title", "Docket · GraphiQL").await;
    for operation in
        ["query Orders", "query Explain", "query Verify", "query Rules", "mutation CreateOrder", "subscription Shipped"]
    {
        browser.wait_for(&format!("{EDITOR}?.includes('{operation}')"), true).await;
    }

    run(&browser, "Orders").await;
    browser.wait_for(&format!("JSON.parse({RESULT} || '{{}}').data?.orders.nodes[0].amountTotal"), "25").await;
    browser.wait_for(&format!("JSON.parse({RESULT}).data.orders.nodes[0].id"), order["id"].clone()).await;

    run(&browser, "Shipped").await;
    browser
        .wait_for(&format!("document.querySelector('{RUN}').getAttribute('aria-label').startsWith('Stop')"), true)
        .await;
    // The button says stop before the socket is open: what ships until then is not heard of.
    let heard = format!("(JSON.parse({RESULT} || '{{}}').data?.orderShipped ?? {{}})");
    while browser.eval(&format!("{heard}.type ?? null")).await.is_null() {
        let order = world.order(&customer, &[(&product, "1")]).await;
        world.done("shipOrder", json!({ "id": order["id"] })).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    browser.wait_for(&format!("{heard}.type"), "order.shipped").await;
    browser.wait_for(&format!("{heard}.order.status"), "SHIPPED").await;
    browser.wait_for(&format!("{heard}.order.customer.balance"), "25").await;
    browser.click(RUN).await;
    browser.close().await;
}
