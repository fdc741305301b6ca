//! An order's own page: edited in place, by one person.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, id};
use fantoccini::key::Key;
use serde_json::{Value as Json, json};

pub(crate) const QUANTITY: &str = "document.querySelector('.items input.qty')?.value";
pub(crate) const TOTAL: &str = "document.querySelector('.totals .figure')?.textContent";
const CREDIT: &str = "document.querySelector('.aside .figure')?.textContent";
const STATUS: &str = "document.querySelector('.head .status')?.textContent";
const REFUSAL: &str = "document.querySelector('.refusal p')?.textContent";
const TOLD: &str = "document.querySelector('.timeline li div')?.textContent.trim()";
const TOAST: &str = "document.querySelector('.toast b')?.textContent";

/// A world of its own, with an order of 4 boards at 100.00 and a limit of 1,000.00.
pub(crate) async fn an_order() -> (World, Json) {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("1000").await, world.product("100").await);
    let order = world.order(&customer, &[(&product, "4")]).await;
    (world, order)
}

/// Shows the order's page.
pub(crate) async fn open(world: &World, order: &Json) -> Browser {
    let browser = Browser::open(world.server.url(), &format!("/orders/{}", order["number"])).await;
    browser.wait_for(TOTAL, "€400.00").await;
    browser
}

/// Writes another quantity, as with the keyboard.
pub(crate) async fn write_quantity(browser: &Browser, quantity: &str) {
    browser.click(".items input.qty").await;
    browser.press_with_control('a').await;
    browser.write(quantity).await;
    browser.press(Key::Enter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quantity_is_changed_in_place_and_all_that_follows_from_it() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.wait_for(CREDIT, "€600.00").await;
    browser.wait_for("document.title", format!("Order {} · Docket", order["number"])).await;
    write_quantity(&browser, "7").await;
    browser.wait_for(TOTAL, "€700.00").await;
    browser.wait_for(CREDIT, "€300.00").await;
    browser.wait_for(TOLD, "local changed Oak board 4 to 7").await;
    assert_eq!(world.load_order(&id(&order)).await["amountTotal"], "700");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_quantity_stays_says_why_and_offers_what_fits() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    write_quantity(&browser, "60").await;
    browser.wait_for(REFUSAL, "Not saved: 60 would put Alder & Finch €5,000.00 over their limit.").await;
    assert_eq!(browser.eval(QUANTITY).await, "60", "what was typed is lost");
    assert_eq!(browser.eval(TOTAL).await, "€400.00", "the total follows what was refused");
    let law = "document.querySelector('.refusal .soft').textContent";
    browser
        .wait_for(
            &format!(
                "{law}.includes('balance is at most the credit limit') && {law}.includes('still has 4; up to 10 fit')"
            ),
            true,
        )
        .await;
    browser.wait_for("document.querySelector('.items input.qty').getAttribute('aria-invalid')", "true").await;
    browser.assert_accessible().await;
    browser.press(Key::Escape).await;
    browser.wait_for(QUANTITY, "4").await;
    browser.wait_for(REFUSAL, json!(null)).await;
    write_quantity(&browser, "60").await;
    browser.click(".refusal button").await;
    browser.wait_for(TOTAL, "€1,000.00").await;
    browser.wait_for(QUANTITY, "10").await;
    browser.wait_for(REFUSAL, json!(null)).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_number_is_told_without_asking_the_server() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    write_quantity(&browser, "many").await;
    browser.wait_for(REFUSAL, "Not saved: write a number, such as 12 or 2.5.").await;
    browser.press(Key::Escape).await;
    browser.wait_for(QUANTITY, "4").await;
    assert_eq!(world.load_order(&id(&order)).await["version"], 1);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_ships_and_the_shipment_is_taken_back() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.write("s").await;
    browser.wait_for(STATUS, "Shipped").await;
    browser.wait_for(CREDIT, "€1,000.00").await;
    browser.wait_for(TOAST, format!("Order {} shipped", order["number"])).await;
    browser.assert_accessible().await;
    assert_eq!(browser.eval(QUANTITY).await, json!(null), "a shipped order is edited");
    browser.click(".toast button").await;
    browser.wait_for(STATUS, "Open").await;
    browser.wait_for(TOLD, "local took the shipment back").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_asks_first_and_keeps_the_reason() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.click(".head .menu summary").await;
    browser.click(".head .menu button.bad").await;
    browser
        .wait_for(
            "document.querySelector('dialog[open] h2')?.textContent",
            format!("Cancel order {}?", order["number"]),
        )
        .await;
    browser.assert_accessible().await;
    browser.click("#reason").await;
    browser.write("Ordered twice").await;
    browser.click("dialog[open] .btn.danger").await;
    browser.wait_for(STATUS, "Cancelled").await;
    browser.wait_for("document.querySelector('.timeline q')?.textContent", "Ordered twice").await;
    browser.wait_for("document.querySelector('dialog[open]')", json!(null)).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_are_added_and_taken_out_by_keyboard() {
    let (world, order) = an_order().await;
    world.product("12.5").await;
    let browser = open(&world, &order).await;
    browser.write("a").await;
    browser.wait_for("document.activeElement.id", "product").await;
    browser.write("oak").await;
    browser.wait_for("document.querySelectorAll('.entry [role=option]').length", 2).await;
    browser.assert_accessible().await;
    browser.press(Key::Down).await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.activeElement.value", "1").await;
    browser.write("2").await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.querySelectorAll('.items tbody tr').length", 2).await;
    browser.wait_for("document.querySelector('.entry .btn')", json!(null)).await;
    browser.click(".items tbody tr:nth-child(2) .tools button:last-child").await;
    browser.wait_for(TOTAL, "€400.00").await;
    browser.wait_for("document.querySelectorAll('.items tbody tr').length", 1).await;
    browser.click(".items .tools button:last-child").await;
    browser.wait_for(&format!("{REFUSAL}.includes('keeps at least one item')"), true).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_are_saved_by_keyboard() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.click(".aside textarea").await;
    browser.write("Side door").await;
    browser.press_with_control(char::from(Key::Enter)).await;
    browser.wait_for(TOLD, "local changed the notesSide door").await;
    assert_eq!(world.load_order(&id(&order)).await["notes"], "Side door");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn todays_prices_are_shown_before_they_are_taken() {
    let (world, order) = an_order().await;
    let product = id(&order["items"][0]["product"]);
    world.done("updateProduct", json!({ "id": product, "unitPrice": "110" })).await;
    let browser = open(&world, &order).await;
    browser.click(".head .menu summary").await;
    browser.click(".head .menu button:nth-of-type(3)").await;
    browser.wait_for("document.querySelector('dialog[open] .diff .is')?.textContent", "€110.00").await;
    browser.assert_accessible().await;
    assert_eq!(browser.eval(TOTAL).await, "€400.00");
    browser.click("dialog[open] .btn.primary").await;
    browser.wait_for(TOTAL, "€440.00").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duplicate_is_an_order_of_its_own_and_back_leads_to_the_first() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.write("d").await;
    let first = format!("/orders/{}", order["number"]);
    browser.wait_for(&format!("location.pathname !== '{first}'"), true).await;
    browser.wait_for(TOTAL, "€400.00").await;
    browser.wait_for(CREDIT, "€200.00").await;
    browser.wait_for(TOLD, "local placed the order as a copy, 1 item").await;
    browser.back().await;
    browser.wait_for("location.pathname", first).await;
    browser.wait_for("document.querySelector('main h1')?.textContent", order["number"].to_string()).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_without_an_order_says_so() {
    let (world, _) = an_order().await;
    let browser = Browser::open(world.server.url(), "/orders/999999").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "There is no order 999999").await;
    browser.go("/orders/tomorrow").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "There is no order tomorrow").await;
    browser.assert_accessible().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_and_edits_an_order_without_scrolling_sideways() {
    let (world, order) = an_order().await;
    let browser = open(&world, &order).await;
    browser.be_a_phone(360).await;
    browser.reload().await;
    browser.wait_for(TOTAL, "€400.00").await;
    assert_eq!(browser.eval("[innerWidth, document.documentElement.scrollWidth]").await, json!([360, 360]));
    write_quantity(&browser, "5").await;
    browser.wait_for(TOTAL, "€500.00").await;
    browser.assert_accessible().await;
    browser.close().await;
}
