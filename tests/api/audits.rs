//! What others hold an API to, judged by their own programs.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use docket_tests::command::ended_within;
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::world::World;
use docket_tests::{command, environment, node};

/// GraphQL over HTTP, with everything in it that must, should or may be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_audit_of_graphql_over_http_passes() {
    let world = World::new(Engine::Sqlite).await;
    let report = node::succeed("audit.mjs", &[&format!("{}/graphql", world.server.url())]).await;
    assert_eq!(report, "61 of 61 audits pass\n");
}

/// Whatever the schema allows, at the tenant that `docket seed` makes: no answer is a fault.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_the_schema_allows_is_a_fault() {
    let database = Database::new(Engine::Sqlite).await;
    command::succeed(database.url(), &["seed"]).await;
    let world = World::on(Server::start_on(database).await.into());
    let mut schemathesis = Command::new(environment::schemathesis());
    let url = format!("{}/graphql", world.server.url());
    schemathesis.args(["run", &url, "--checks", "no_fault", "--phases", "fuzzing", "--max-examples", "12"]);
    schemathesis.args(["--seed", "1", "--max-failures", "5", "--workers", "2", "--generation-database", "none"]);
    schemathesis.args(["--suppress-health-check", "all", "--no-color"]);
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis/hooks.py");
    schemathesis.env("SCHEMATHESIS_HOOKS", hooks).env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::null());
    // It leaves what it has found where it stands.
    let folder = tempfile::tempdir().unwrap();
    let outcome = ended_within(schemathesis.current_dir(folder.path()), Duration::from_mins(4)).await;
    assert_eq!(outcome.code, Some(0), "{}", outcome.text());
}
