//! Customers: the list, and a customer's page with its credit.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, list, text};
use fantoccini::key::Key;
use serde_json::json;

use crate::shop::shop;

const NAMES: &str = "[...document.querySelectorAll('table[aria-busy=false] tbody .key')].map(link => link.textContent)";
const HEADING: &str = "document.querySelector('main h1')?.textContent";
const FIGURES: &str = "[...document.querySelectorAll('.trio .figure')].map(figure => figure.textContent)";
const LIMIT: &str = "document.querySelector('#limit')?.value";

/// The names that the API gives for a page.
async fn named(server: &Server, args: &str) -> serde_json::Value {
    let document = format!("{{ customers({args}) {{ nodes {{ name }} }} }}");
    let page = server.api().ask(&document, &json!({})).await["customers"].take();
    list(&page["nodes"]).iter().map(|customer| customer["name"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_follows_its_address() {
    let server = shop().await;
    let near = "where: { archivedAt: { isNull: true }, creditUsedShare: { gte: \"0.5\" } }";
    let order = "orderBy: [{ field: AVAILABLE_CREDIT, direction: DESC }]";
    let browser = Browser::open(server.url(), "/customers?used=0.5..&sort=-left").await;
    browser.wait_for(NAMES, named(&server, &format!("first: 25, {near}, {order}")).await).await;
    browser.wait_for("document.title", "Customers · Docket").await;
    browser.assert_accessible().await;
    browser.go("/customers").await;
    let all = named(&server, "first: 25, where: { archivedAt: { isNull: true } }, orderBy: [{ field: NAME }]").await;
    browser.wait_for(NAMES, all.clone()).await;
    browser.write("/").await;
    browser.wait_for("document.activeElement.type", "search").await;
    browser.write(text(&all[3])).await;
    browser.wait_for(NAMES, json!([all[3]])).await;
    browser.reload().await;
    browser.wait_for(NAMES, json!([all[3]])).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_found_says_which_filter_to_drop() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/customers?q=zzzz").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No customer fits “zzzz”").await;
    browser.assert_accessible().await;
    browser.click(".empty a.btn").await;
    browser.wait_for("document.querySelectorAll('table[aria-busy=false] tbody .key').length > 5", true).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_arrows_walk_and_enter_opens() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/customers").await;
    let all = named(&server, "first: 25, where: { archivedAt: { isNull: true } }, orderBy: [{ field: NAME }]").await;
    browser.wait_for(NAMES, all.clone()).await;
    browser.press(Key::Down).await;
    browser.press(Key::Down).await;
    browser.wait_for("document.activeElement.textContent", all[1].clone()).await;
    browser.press(Key::Enter).await;
    browser.wait_for(HEADING, all[1].clone()).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_balance_unfolds_down_to_what_people_wrote() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("1000").await, world.product("12.50").await);
    let order = world.order(&customer, &[(&product, "4")]).await;
    let browser = Browser::open(world.server.url(), &format!("/customers/{customer}")).await;
    browser.wait_for(FIGURES, json!(["€50.00", "€950.00", "€1,000.00"])).await;
    let link = format!("document.querySelector('.why a[href=\"/orders/{}\"]')?.textContent", order["number"]);
    browser.wait_for(&link, order["number"].to_string()).await;
    browser.click(".why details details details > summary > .icon").await;
    browser
        .wait_for(
            "[...document.querySelectorAll('.why .leaf .nowrap')].map(cell => cell.textContent)",
            json!(["4", "€12.50"]),
        )
        .await;
    browser.assert_accessible().await;
    // Somebody else orders: the figures follow.
    world.order(&customer, &[(&product, "2")]).await;
    browser.wait_for(FIGURES, json!(["€75.00", "€925.00", "€1,000.00"])).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_below_the_balance_is_refused_and_stays_in_its_field() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("1000").await, world.product("100").await);
    world.order(&customer, &[(&product, "4")]).await;
    let browser = Browser::open(world.server.url(), &format!("/customers/{customer}")).await;
    browser.wait_for(FIGURES, json!(["€400.00", "€600.00", "€1,000.00"])).await;
    browser.write("e").await;
    browser.wait_for(LIMIT, "1000").await;
    browser.click("#limit").await;
    browser.press_with_control('a').await;
    browser.write("300").await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.querySelector('.note.bad')?.textContent.includes('400.00')", true).await;
    let sentence = "document.querySelector('.note.bad')?.textContent.includes('balance is at most the credit limit')";
    browser.wait_for(sentence, true).await;
    browser.wait_for(LIMIT, "300").await;
    browser.wait_for("document.querySelector('.timeline .refused b')?.textContent", "Update customer").await;
    browser.assert_accessible().await;
    browser.click(".note.bad button").await;
    browser.wait_for(LIMIT, "400").await;
    browser.click("#limit").await;
    browser.press(Key::Enter).await;
    browser.wait_for(FIGURES, json!(["€400.00", "€0.00", "€400.00"])).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_change_a_name_and_none_loses_it() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let customer = world.customer("1000").await;
    let browser = Browser::open(world.server.url(), &format!("/customers/{customer}")).await;
    browser.wait_for("!!document.querySelector('.trio')", true).await;
    browser.write("e").await;
    browser.click("#name").await;
    browser.press_with_control('a').await;
    browser.write("Mine").await;
    world.done("updateCustomer", json!({ "id": customer, "name": "Theirs" })).await;
    browser.press(Key::Enter).await;
    browser
        .wait_for(
            "[...document.querySelectorAll('.diff td .text')].map(text => text.textContent)",
            json!(["Mine", "Theirs"]),
        )
        .await;
    browser.assert_accessible().await;
    browser.click("dialog[open] .btn.primary").await;
    browser.wait_for(HEADING, "Mine").await;
    assert_eq!(world.load_customer(&customer).await["name"], "Mine");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_entered_and_deleted_while_unused() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let browser = Browser::open(world.server.url(), "/customers").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No customers yet").await;
    browser.write("n").await;
    browser.wait_for(HEADING, "New customer").await;
    browser.assert_accessible().await;
    browser.click("#name").await;
    browser.write("Alder & Finch").await;
    browser.click("#limit").await;
    browser.write("15,000").await;
    browser.press(Key::Enter).await;
    browser.wait_for(HEADING, "Alder & Finch").await;
    browser.wait_for(FIGURES, json!(["€0.00", "€15,000.00", "€15,000.00"])).await;
    browser.click(".menu summary").await;
    browser.click(".menu .bad").await;
    browser.click("dialog[open] .btn.danger").await;
    browser.wait_for("document.querySelector('.empty h2')?.textContent", "No customers yet").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_with_orders_is_not_deleted_and_says_by_which() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let (customer, product) = (world.customer("1000").await, world.product("100").await);
    let order = world.order(&customer, &[(&product, "1")]).await;
    let browser = Browser::open(world.server.url(), &format!("/customers/{customer}")).await;
    browser.click(".menu summary").await;
    browser.click(".menu .bad").await;
    browser.click("dialog[open] .btn.danger").await;
    let link = "document.querySelector('dialog[open] .used-by a')?.getAttribute('href')";
    browser.wait_for(link, format!("/orders/{}", order["number"])).await;
    browser.assert_accessible().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_order_from_a_customers_page_is_that_customers() {
    let world = World::on(Arc::new(Server::start(Engine::Sqlite).await));
    let customer = world.customer("1000").await;
    let browser = Browser::open(world.server.url(), &format!("/customers/{customer}")).await;
    browser.wait_for(FIGURES, json!(["€0.00", "€1,000.00", "€1,000.00"])).await;
    browser.write("n").await;
    browser.wait_for(HEADING, "New order").await;
    browser.wait_for("document.querySelector('.chosen b')?.textContent", "Alder & Finch").await;
    browser.wait_for("document.activeElement.id", "product").await;
    browser.close().await;
}
