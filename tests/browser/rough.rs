//! Rough going: a slow line, a server that breaks, names without end, what nobody should have typed.

use std::sync::Arc;

use docket_tests::browser::Browser;
use docket_tests::database::Engine;
use docket_tests::server::Server;
use docket_tests::world::{World, id, order_of};
use fantoccini::key::Key;
use serde_json::json;

use crate::shop::{PAGE, shop};

/// The longest that a name may be, and nowhere to break it.
const ENDLESS: usize = 200;
const HEADING: &str = "document.querySelector('main h1')?.textContent";
const PROBLEM: &str = "document.querySelector('.empty h2')?.textContent";
const ROWS: &str = "document.querySelectorAll('table[aria-busy=false] tbody tr').length";
/// How much has moved on its own since the page began, as browsers count it.
const SHIFTED: &str = "(() => {
    const seen = new PerformanceObserver(() => {});
    seen.observe({ type: 'layout-shift', buffered: true });
    return seen.takeRecords().reduce((sum, shift) => sum + shift.value, 0);
})()";

/// What makes the page wider than its window.
const TOO_WIDE: &str = "document.documentElement.scrollWidth <= innerWidth && innerWidth < 1300 ? []
    : [...document.querySelectorAll('main *')].filter(part => part.getBoundingClientRect().right > screen.width + 1)
        .map(part => `${part.tagName}.${part.className}`).slice(0, 6)";

async fn world() -> World {
    World::on(Arc::new(Server::start(Engine::Sqlite).await))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_slow_line_a_wait_is_shown_and_nothing_jumps() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/nowhere").await;
    browser.be_slow(400).await;
    browser.go("/orders").await;
    browser.wait_for("document.querySelector('.skel') !== null", true).await;
    browser.wait_for(ROWS, PAGE).await;
    let shifted = browser.eval(SHIFTED).await.as_f64().unwrap();
    assert!(shifted < 0.05, "the page has jumped by {shifted}");
    browser.click("a[href='/customers']").await;
    browser.wait_for(HEADING, "Customers").await;
    browser.wait_for(&format!("{ROWS} > 0"), true).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_breaks_is_told_with_an_id_and_asked_again() {
    let world = world().await;
    world.order(&world.customer("1000").await, &[(&world.product("100").await, "1")]).await;
    let browser = Browser::open(world.server.url(), "/rules").await;
    browser.wait_for(HEADING, "Rules").await;
    world.server.database().execute("ALTER TABLE orders RENAME TO lost").await;
    browser.click("a[href='/orders']").await;
    browser.wait_for(PROBLEM, "The orders could not be loaded").await;
    browser.wait_for("document.querySelector('.empty .id')?.textContent.startsWith('req_')", true).await;
    browser.assert_accessible().await;
    let told = browser.eval("document.querySelector('main').textContent").await;
    assert!(!told.to_string().to_lowercase().contains("sql"), "{told}");
    world.server.database().execute("ALTER TABLE lost RENAME TO orders").await;
    assert!(!world.server.faults().is_empty());
    browser.click(".empty .btn").await;
    browser.wait_for(ROWS, 1).await;
    browser.forget_outage().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_without_end_push_nothing_off_the_page() {
    let world = world().await;
    let name = "W".repeat(ENDLESS);
    let customer =
        id(&world.done("createCustomer", json!({ "name": name, "creditLimit": "900000000" })).await["customer"]);
    let input = json!({ "sku": "S".repeat(50), "name": name, "unitPrice": "1234567.89" });
    let product = id(&world.done("createProduct", input).await["product"]);
    let mut order = order_of(&customer, &[(&product, "12")]);
    order["externalReference"] = json!("R".repeat(100));
    order["notes"] = json!(name);
    let number = world.done("createOrder", order).await["order"]["number"].to_string();
    let browser = Browser::open(world.server.url(), "/").await;
    let pages = ["/", "/orders", "/customers", "/products", "/orders/new"].map(str::to_owned);
    let things = [format!("/orders/{number}"), format!("/customers/{customer}"), format!("/products/{product}")];
    let mut pushed = Vec::new();
    for width in [360, 1280] {
        browser.be_a_phone(width).await;
        for path in pages.iter().chain(&things) {
            browser.go(path).await;
            browser
                .wait_for("document.querySelector('main h1') !== null && !document.querySelector('.skel')", true)
                .await;
            let wide = browser.eval(TOO_WIDE).await;
            if wide != json!([]) {
                pushed.push(format!("{path} at {width}: {wide}"));
            }
        }
    }
    assert_eq!(pushed, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_is_looked_for_and_not_found() {
    let server = shop().await;
    let browser = Browser::open(server.url(), "/orders").await;
    browser.wait_for(ROWS, PAGE).await;
    browser.click("input[type=search]").await;
    browser.write("'; DROP TABLE orders; -- <script>alert(1)</script> %00 \u{202e}\u{1f9fe}").await;
    browser.press(Key::Enter).await;
    browser.wait_for("document.querySelector('.empty h2') !== null", true).await;
    browser.go("/orders").await;
    browser.wait_for(ROWS, PAGE).await;
    for (path, heading) in [
        ("/customers/customer_nobody", "There is no such customer"),
        ("/customers/%00%ff", "There is no such customer"),
        ("/products/../../etc/passwd", "There is no such page"),
        ("/products/product_nothing", "There is no such product"),
    ] {
        browser.go(path).await;
        browser.wait_for(PROBLEM, heading).await;
    }
    browser.close().await;
}
