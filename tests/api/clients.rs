//! The clients that people use, unmodified: programs in `tests/npm` that do with them what their documentation shows.

use std::path::Path;

use docket_tests::database::Engine;
use docket_tests::node;
use docket_tests::world::World;

/// Runs a program against a server of its own, for it follows all shipments; gives what it printed.
async fn run(program: &str, engine: Engine) -> String {
    let world = World::alone(engine).await;
    node::succeed(program, &[&format!("{}/graphql", world.server.url())]).await
}

#[tokio::test]
async fn apollo_client_works() {
    let done = run("apollo.mjs", Engine::Sqlite).await;
    assert_eq!(done, "query, mutation, userErrors, subscription, cache by id, errors\n");
}

#[tokio::test]
async fn urql_works() {
    let done = run("urql.mjs", Engine::Sqlite).await;
    assert_eq!(done, "query, mutation, userErrors, subscription, cursor, errors\n");
}

#[tokio::test]
async fn graphql_ws_comes_back_with_its_cursor_on_sqlite() {
    assert_eq!(run("graphql-ws.mjs", Engine::Sqlite).await, "60 shipments, each once and in order\n");
}

#[tokio::test]
async fn graphql_ws_comes_back_with_its_cursor_on_postgres() {
    assert_eq!(run("graphql-ws.mjs", Engine::Postgres).await, "60 shipments, each once and in order\n");
}

#[tokio::test]
async fn code_generators_are_told_the_schema_that_is_committed() {
    let world = World::new(Engine::Sqlite).await;
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    let url = format!("{}/graphql", world.server.url());
    let told = node::succeed("introspection.mjs", &[&url, schema.to_str().unwrap()]).await;
    assert_eq!(told, "plain: 0 changes\nwith everything: 0 changes\n");
}
