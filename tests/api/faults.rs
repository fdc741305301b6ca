//! What clients see when something breaks: that it did, and an id to ask with. Everything else stands in the log.

use docket_tests::database::Engine;
use docket_tests::world::{World, document, text, unique};
use serde_json::json;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_is_masked_and_logged_under_the_id_of_its_request() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        world.product("1").await;
        world.server.database().execute("ALTER TABLE product RENAME TO missing").await;
        let input = json!({ "input": { "sku": unique("SKU"), "name": "x", "unitPrice": "1" } });
        for (document, variables) in
            [("{ products { nodes { id } } }".to_owned(), json!({})), (document("createProduct"), input)]
        {
            let answer = world.api.graphql(&document, &variables).await;
            assert_eq!((answer.status, answer.code()), (200, "INTERNAL".to_owned()));
            let error = &answer.json()["errors"][0];
            let id = text(&error["extensions"]["requestId"]);
            assert_eq!(error["message"], format!("Something went wrong on our side. Request id {id}."));
            for word in ["product ", "table", "SELECT", "missing", "sqlite", "relation"] {
                assert!(!answer.text().contains(word), "{word}: {}", answer.text());
            }
            let faults = world.server.faults();
            assert!(matches!(faults.as_slice(), [fault] if fault.contains(id)), "{faults:?}");
        }
        assert_eq!(world.api.get("/health/ready").await.status, 200);
        world.server.database().execute("ALTER TABLE missing RENAME TO product").await;
        world.product("1").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_are_replaced() {
    let world = World::alone(Engine::Postgres).await;
    let (customer, product) = (world.customer("100").await, world.product("1").await);
    let others = "datname = current_database() AND pid <> pg_backend_pid()";
    for _ in 0..3 {
        let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}");
        world.server.database().execute(&cut).await;
        assert_eq!(world.api.get("/health/ready").await.status, 200);
        world.order(&customer, &[(&product, "1")]).await;
    }
    assert_eq!(world.load_customer(&customer).await["balance"], "3");
}
