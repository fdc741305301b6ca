//! The schema in the repository.

use docket_tests::command;

/// The web app is compiled against schema.graphql, so it must be the server's own.
#[tokio::test]
async fn schema_graphql_is_what_the_server_prints() {
    let kept = include_str!("../../schema.graphql");
    let printed = command::succeed("sqlite://unused.db", &["schema"]).await;
    let line = 1 + kept.lines().zip(printed.lines()).take_while(|(kept, printed)| kept == printed).count();
    assert!(
        kept.trim_end() == printed.trim_end(),
        "schema.graphql is stale from line {line} on: run `cargo xtask schema`"
    );
}
