//! The schema that the repository keeps is the one that the server has.

#[test]
fn the_kept_schema_is_what_the_server_prints() {
    let kept = include_str!("../../../../schema.graphql");
    assert!(kept == docket_server::graphql::schema::sdl(), "schema.graphql is stale: run `cargo xtask schema`");
}
