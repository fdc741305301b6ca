//! Orders as CSV.

use std::time::Duration;

use docket_tests::api::{Answer, send};
use docket_tests::database::{Database, Engine};
use docket_tests::facts;
use docket_tests::server::Server;
use docket_tests::world::{World, id, order_of, text, unique};
use reqwest::{Method, Response};
use serde_json::{Value as Json, json};

async fn export(world: &World, parameters: &[(&str, String)]) -> Answer {
    send(world.api.request(Method::GET, "/export/orders.csv").query(parameters)).await
}

facts! {
    async fn an_export_has_the_rows_of_the_list_in_its_order(world: World) {
        let name = unique("=HYPERLINK, \"x\"");
        let input = json!({ "name": name, "creditLimit": "1000" });
        let customer = id(&world.done("createCustomer", input).await["customer"]);
        let product = world.product("-0").await;
        let dear = world.product("1.25").await;
        for (product, quantity) in [(&product, "1"), (&dear, "2"), (&dear, "1")] {
            let order = world.order(&customer, &[(product, quantity)]).await;
            world.done("updateOrder", json!({ "id": order["id"], "notes": "+1\nline" })).await;
        }
        let answer = export(world, &[
            ("where", json!({ "customerId": { "eq": customer } }).to_string()),
            ("orderBy", json!([{ "field": "AMOUNT_TOTAL", "direction": "DESC" }]).to_string()),
            ("columns", "customer.name,amountTotal,status,notes,dateShipped,itemCount".to_owned()),
        ]).await;
        let name = format!("\"'{}\"", name.replace('"', "\"\""));
        let row = |amount: &str| format!("{name},{amount},OPEN,\"'+1\nline\",,1\r\n");
        let rows: String = ["2.5", "1.25", "0"].map(row).concat();
        assert_eq!(answer.text(), format!("customer.name,amountTotal,status,notes,dateShipped,itemCount\r\n{rows}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
        assert!(answer.header("content-type").starts_with("text/csv; charset=utf-8"));
        let file = answer.header("content-disposition");
        assert!(file.starts_with("attachment; filename=\"orders-20") && file.ends_with(".csv\""), "{file}");
    }

    async fn an_export_without_wishes_has_the_usual_columns(world: World) {
        let (customer, product) = (world.customer("10").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        let answer = export(world, &[("search", order["number"].to_string())]).await;
        let lines = answer.text();
        let mut lines = lines.lines();
        let head = "number,status,orderDate,customer.name,externalReference,itemCount,amountTotal,currency,dateShipped,notes";
        assert_eq!(lines.next(), Some(head));
        let own = format!("{},OPEN,{},Alder & Finch,,1,1,{},,", order["number"], text(&order["orderDate"]), text(&order["currency"]));
        assert!(lines.any(|line| line == own), "{own} in {}", answer.text());
    }

    async fn what_cannot_be_exported_is_refused_as_json(world: World) {
        let one = |name: &'static str, value: Json| vec![(name, value.to_string())];
        for (parameters, status, code) in [
            (one("where", json!({ "nothing": 1 })), 400, "BAD_USER_INPUT"),
            (one("where", json!({ "number": { "eq": "x" } })), 400, "BAD_USER_INPUT"),
            (one("where", json!({ "number": { "like": 1 } })), 400, "BAD_USER_INPUT"),
            (one("where", json!([])), 400, "BAD_USER_INPUT"),
            (vec![("where", "{".to_owned())], 400, "BAD_USER_INPUT"),
            (one("orderBy", json!([{ "field": "NOTES" }])), 400, "BAD_USER_INPUT"),
            (vec![("columns", "number,tenantId".to_owned())], 400, "BAD_USER_INPUT"),
            (vec![("columns", "items.quantity".to_owned())], 400, "BAD_USER_INPUT"),
            (vec![("columns", vec!["number"; 51].join(","))], 400, "BAD_USER_INPUT"),
            (vec![("search", "a".repeat(101))], 400, "QUERY_TOO_COMPLEX"),
            (vec![("first", "1".to_owned())], 400, "BAD_REQUEST"),
            (vec![("search", "a".to_owned()), ("search", "b".to_owned())], 400, "BAD_REQUEST"),
        ] {
            let answer = export(world, &parameters).await;
            assert_eq!((answer.status, &*answer.code()), (status, code), "{parameters:?}: {}", answer.text());
            assert!(answer.header("content-disposition").is_empty());
        }
    }
}

/// How long an export may take below, in seconds.
const LONGEST: u64 = 2;
/// With so many orders it is larger than what the network holds on the way to a reader that stands still.
const ORDERS: usize = 150;
/// In bytes, without the separators.
const ROW: usize = 50 * 10_000;

/// Begins to read an export of large rows.
async fn begin(world: &World) -> Response {
    let request = world.api.request(Method::GET, "/export/orders.csv");
    let response = request.query(&[("columns", vec!["notes"; 50].join(","))]).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response
}

/// Whether the database still does something for an export: on SQLite, whether somebody reads what was there before the
/// last change, which then cannot be taken out of the log.
async fn is_read(world: &World, engine: Engine) -> bool {
    world.customer("1").await;
    let busy = match engine {
        Engine::Sqlite => "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)",
        Engine::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND xact_start < now() - interval '200 ms'"
        }
    };
    world.server.database().numbers(busy).await.last() == Some(&1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_whose_reader_stands_still_ends_and_does_not_look_complete() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let flags = ["--export-seconds", &LONGEST.to_string()];
        let world = World::on(Server::start_with(Database::new(engine).await, &flags).await.into());
        let (customer, product) = (world.customer("1000").await, world.product("1").await);
        for _ in 0..ORDERS {
            let mut order = order_of(&customer, &[(&product, "1")]);
            order["notes"] = json!("x".repeat(ROW / 50));
            world.done("createOrder", order).await;
        }
        let mut response = begin(&world).await;
        let mut got = response.chunk().await.unwrap().unwrap().len();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(is_read(&world, engine).await, "{engine:?}");
        tokio::time::sleep(Duration::from_secs(LONGEST + 1)).await;
        assert!(!is_read(&world, engine).await, "{engine:?}");
        let error = loop {
            match response.chunk().await {
                Ok(Some(rows)) => got += rows.len(),
                Ok(None) => panic!("{engine:?}: {got} bytes look like all"),
                Err(error) => break error,
            }
        };
        assert!(error.is_body() || error.is_decode(), "{error:?}");
        assert!(got < ORDERS * ROW);
        assert!(world.server.log().contains("an export was cut off: it took too long"));
        // The next one has a place, and a connection.
        let numbers = export(&world, &[("columns", "number".to_owned())]).await;
        assert_eq!(numbers.text().lines().count(), 1 + ORDERS);
    }
}
