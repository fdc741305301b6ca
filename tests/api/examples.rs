//! The programs in docs/examples, against a served Docket.

use std::path::Path;
use std::process::Command;

use std::time::{Duration, Instant};

use docket_example_client::queries::{CreateOrderInput, Decimal, NewItemInput, UserError};
use docket_example_client::{Docket, Taken};
use docket_example_consumer::books::Books;
use docket_example_consumer::file;
use docket_tests::command::ended;
use docket_tests::database::Engine;
use docket_tests::facts;
use docket_tests::world::{World, id, order_of, text, unique};
use serde_json::{Value as Json, json};

/// Runs the program that takes an order and ships it; gives what it printed.
async fn ship(world: &World, customer: &str, product: &str, quantity: &str, cursor: &str) -> Json {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/typescript");
    let mut node = Command::new("node");
    node.args(["--no-warnings", "--experimental-websocket"]).arg(folder.join("ship.mjs"));
    node.arg(format!("{}/graphql", world.server.url())).args([customer, product, quantity, cursor]);
    let outcome = ended(node).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

facts! {
    async fn the_client_in_rust_takes_an_order_once_and_reads_why_one_is_refused(world: World) {
        let (email, sku) = (format!("{}@example.com", unique("finch")), unique("OAK"));
        let customer = json!({ "name": "Finch", "email": email, "creditLimit": "100" });
        world.done("createCustomer", customer).await;
        world.done("createProduct", json!({ "sku": sku, "name": "Oak board", "unitPrice": "12.50" })).await;
        let docket = Docket::at(&format!("{}/graphql", world.server.url()));
        assert!(docket.customer("nobody@example.com").await.unwrap().is_none());
        let customer_id = docket.customer(&email).await.unwrap().unwrap();
        let product_id = docket.product(&sku).await.unwrap().unwrap();
        let of = |quantity: &str| CreateOrderInput {
            customer_id: customer_id.clone(),
            items: vec![NewItemInput { product_id: product_id.clone(), quantity: Decimal(quantity.to_owned()) }],
            external_reference: None,
        };
        let key = unique("key");
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let Taken::Order(order) = docket.take(of("4"), &key).await.unwrap() else { panic!("refused") };
            assert_eq!(order.amount_total.0, "50");
            numbers.push(order.number);
        }
        assert_eq!(numbers[0], numbers[1]);
        let Taken::Refused(reasons) = docket.take(of("5"), &unique("key")).await.unwrap() else { panic!("taken") };
        let [UserError::CreditLimitExceeded(reason)] = reasons.as_slice() else { panic!("{reasons:?}") };
        assert_eq!((reason.excess.0.as_str(), reason.largest_quantity.as_ref().unwrap().0.as_str()), ("12.5", "4"));
        let error = docket.take(of("5"), &key).await.unwrap_err();
        assert!(error.to_string().contains("IDEMPOTENCY_KEY_REUSED"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_in_javascript_ships_an_order_and_sees_it_in_the_subscription() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        // The cursor before all events.
        let begin = "cAAAAAAAAAAA";
        let order = ship(&world, &customer, &product, "4", begin).await;
        assert_eq!((&order["status"], &order["amountTotal"]), (&json!("SHIPPED"), &json!("40")));
        let refused = ship(&world, &customer, &product, "11", begin).await;
        assert_eq!(refused[0]["code"], "CREDIT_LIMIT_EXCEEDED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_consumer_packs_what_ships_once_however_often_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let server = docket_tests::server::Server::start_as(
        docket_tests::database::Database::new(Engine::Sqlite).await,
        |mut command| {
            command.args(["--event-file-bytes", "1", "--event-dir"]).arg(folder.path());
            command
        },
    );
    let world = World::on(server.await.into());
    let (customer, product) = (world.customer("1000").await, world.product("10").await);
    let events = folder.path().join("order_shipping.jsonl");
    let mut orders = Vec::new();
    for quantity in ["1", "2", "3"] {
        let order = world.done("createOrder", order_of(&customer, &[(&product, quantity)])).await["order"].take();
        world.done("shipOrder", json!({ "id": order["id"] })).await;
        // The file that has it is full, and put aside before the next.
        let begun = Instant::now();
        while !std::fs::read_to_string(&events).unwrap_or_default().contains(&id(&order)) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{order} is not published");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        orders.push(order);
    }
    world.done("unshipOrder", json!({ "id": id(&orders[1]) })).await;
    assert_eq!(world.server.stop().await, Some(0), "what was committed is published before the end");

    let full = folder.path().read_dir().unwrap().filter(|file| {
        let name = file.as_ref().unwrap().file_name().into_string().unwrap();
        name.starts_with("order_shipping.0")
    });
    assert_eq!(full.count(), 3, "the fourth event stands in the file that is appended to");
    let books = Books::open(folder.path().join("books.db").to_str().unwrap()).await.unwrap();
    assert_eq!(file::read(&events, &books).await.unwrap(), 4);
    assert_eq!(file::read(&events, &books).await.unwrap(), 0);
    // A crash of the server's publishes the last events again, and leaves half a line.
    let published = std::fs::read_to_string(&events).unwrap();
    let last = published.lines().last().unwrap();
    std::fs::write(&events, format!("{published}{last}\n{{\"id\": \"half")).unwrap();
    assert_eq!(file::read(&events, &books).await.unwrap(), 0);
    let sku = text(&orders[0]["items"][0]["product"]["sku"]);
    let parcel = |order: &Json, quantity: &str| (order["number"].as_i64().unwrap(), format!("{quantity} × {sku}"));
    assert_eq!(books.parcels().await.unwrap(), [parcel(&orders[0], "1"), parcel(&orders[2], "3")]);
}
