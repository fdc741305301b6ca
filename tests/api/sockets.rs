//! GraphQL over WebSockets, frame by frame.

mod bounds;
mod following;
mod hostility;
mod protocol;

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;

/// A server of a test's own, with these flags, on SQLite: what a socket may do is the same on both databases.
async fn server(flags: &[&str]) -> Server {
    Server::start_with(Database::new(Engine::Sqlite).await, flags).await
}

/// A number that the server tells whoever watches it.
async fn metric(server: &Server, name: &str) -> i64 {
    let text = server.api().get("/metrics").await.text();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name}: {text}"));
    line.trim().parse().unwrap()
}
