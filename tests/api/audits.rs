//! What others hold an API to, judged by their own programs.

use docket_tests::database::Engine;
use docket_tests::node;
use docket_tests::world::World;

/// GraphQL over HTTP, with everything in it that must, should or may be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_audit_of_graphql_over_http_passes() {
    let world = World::new(Engine::Sqlite).await;
    let report = node::succeed("audit.mjs", &[&format!("{}/graphql", world.server.url())]).await;
    assert_eq!(report, "61 of 61 audits pass\n");
}
