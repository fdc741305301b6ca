//! The list of orders at work: found, sorted, selected, exported.

use docket_tests::browser::Browser;
use docket_tests::world::{id, text};
use fantoccini::key::Key;
use serde_json::json;

use crate::order::an_order;
use crate::shop::{expected, shop, shows};

const CHIPS: &str = "[...document.querySelectorAll('.chip:not(.add)')].map(chip => chip.textContent)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_stands_in_the_address_and_is_one_step_back() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    let all = expected(&server, "first: 25").await.0;
    shows(&browser, all.clone()).await;
    let number = text(&all[3][0]).to_owned();
    browser.write("/").await;
    browser.wait_for("document.activeElement.id", "search").await;
    browser.write(&number).await;
    shows(&browser, expected(&server, &format!("first: 25, search: \"{number}\"")).await.0).await;
    assert_eq!(browser.address().await, format!("/orders?q={number}"));
    browser.back().await;
    shows(&browser, all).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conditions_are_chips_and_a_link_brings_them_back() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?min=300&shipped=yes&sort=-amount").await;
    let filter = "first: 25, where: { amountTotal: { gte: \"300\" }, dateShipped: { isNull: false } }";
    shows(
        &browser,
        expected(&server, &format!("{filter}, orderBy: [{{ field: AMOUNT_TOTAL, direction: DESC }}]")).await.0,
    )
    .await;
    browser.wait_for(CHIPS, json!(["Amount from€300.00", "Shippedyes"])).await;
    browser.wait_for("document.querySelector('[aria-sort]')?.textContent", "Amount").await;
    browser.assert_accessible().await;
    browser.click(".chip button").await;
    shows(
        &browser,
        expected(
            &server,
            "first: 25, where: { dateShipped: { isNull: false } }, orderBy: [{ field: AMOUNT_TOTAL, direction: DESC }]",
        )
        .await
        .0,
    )
    .await;
    assert_eq!(browser.address().await, "/orders?shipped=yes&sort=-amount");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conditions_are_set_in_one_form() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.write("f").await;
    browser.click("#filter-min").await;
    browser.assert_accessible().await;
    browser.write("500").await;
    browser.press(Key::Enter).await;
    shows(&browser, expected(&server, "first: 25, where: { amountTotal: { gte: \"500\" } }").await.0).await;
    assert_eq!(browser.address().await, "/orders?min=500");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_has_the_rows_and_columns_that_are_shown() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?status=open&cols=customer,amount").await;
    shows_numbers(&browser, &server, "first: 25, status: [OPEN]").await;
    let export = "(link => link.pathname + link.search)(document.querySelector('a[download]'))";
    let address = browser.eval(export).await;
    let csv = server.api().get(text(&address)).await.text();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("number,customer.name,amountTotal,currency"));
    let open = server.api().ask("{ orders(status: [OPEN]) { totalCount } }", &json!({})).await;
    assert_eq!(json!(lines.count()), open["orders"]["totalCount"]);
    browser.close().await;
}

/// Waits until the list shows these orders, whatever its columns.
async fn shows_numbers(browser: &Browser, server: &docket_tests::server::Server, args: &str) {
    let (rows, _) = expected(server, args).await;
    let numbers: Vec<_> = docket_tests::world::list(&rows).iter().map(|row| row[0].clone()).collect();
    browser
        .wait_for(
            "[...document.querySelectorAll('tbody tr td:nth-child(2) .key')].map(key => key.textContent)",
            numbers,
        )
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_come_and_go_and_stand_in_the_address() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    shows(&browser, expected(&server, "first: 25").await.0).await;
    browser.click(".bar .menu summary").await;
    browser.click(".bar .pop label:nth-child(3) input").await;
    browser
        .wait_for("[...document.querySelectorAll('thead th')].some(head => head.textContent === 'Reference')", true)
        .await;
    assert!(browser.address().await.contains("cols=status,customer,reference"));
    browser.assert_accessible().await;
    browser.press(Key::Escape).await;
    browser.wait_for("document.querySelector('.bar .menu').open", false).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_saved_under_a_name_and_removed() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders?min=300").await;
    browser.click(".tabs button").await;
    browser.click("#view-name").await;
    browser.write("Large ones").await;
    browser.press(Key::Enter).await;
    let current = "document.querySelector('.tabs [aria-current=page]')?.textContent";
    browser.wait_for(current, "Large ones").await;
    browser.go("/orders").await;
    browser.wait_for(current, "All").await;
    browser.click(".tabs a[href='/orders?min=300']").await;
    browser.wait_for(current, "Large ones").await;
    browser.click(".tabs button").await;
    browser.wait_for(current, "All").await;
    assert_eq!(browser.eval("localStorage.length").await, 0);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_walked_selected_and_opened_by_keyboard() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    let rows = expected(&server, "first: 25").await.0;
    shows(&browser, rows.clone()).await;
    browser.press(Key::Down).await;
    browser.press(Key::Down).await;
    browser.wait_for("document.activeElement.textContent", rows[1][0].clone()).await;
    browser.write("x").await;
    browser.wait_for("document.querySelector('.bulk .say')?.textContent", "1 selected").await;
    browser.assert_accessible().await;
    browser.press(Key::Up).await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.querySelector('main h1')?.textContent", rows[0][0].clone()).await;
    browser.back().await;
    shows(&browser, rows).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_shipped_at_once_and_each_refusal_is_told() {
    let (world, first) = an_order().await;
    let product = id(&first["items"][0]["product"]);
    let second = world.order(&id(&first["customer"]), &[(&product, "1")]).await;
    world.done("cancelOrder", json!({ "id": id(&first) })).await;
    let browser = Browser::open(world.server.url(), "/orders").await;
    browser.click("thead .pick input").await;
    browser.wait_for("document.querySelector('.bulk .say')?.textContent", "2 selected").await;
    browser.write("s").await;
    browser.wait_for("document.querySelector('dialog[open] h2')?.textContent", "1 of 2 shipped").await;
    browser.assert_accessible().await;
    let lines = "[...document.querySelectorAll('dialog[open] li .cover')].map(link => link.textContent)";
    assert_eq!(browser.eval(lines).await, json!([second["number"].to_string(), first["number"].to_string()]));
    browser.click("dialog[open] .btn.primary").await;
    browser
        .wait_for(
            "[...document.querySelectorAll('tbody .status')].map(status => status.textContent)",
            json!(["Shipped", "Cancelled"]),
        )
        .await;
    assert_eq!(browser.eval("document.querySelector('.bulk')").await, json!(null), "the selection stays");
    browser.close().await;
}
