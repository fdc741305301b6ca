//! What the schema promises, as facts that hold on SQLite and on PostgreSQL alike.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a fact that cannot be set up fails")]

mod database;
mod plans;
mod rows;
mod schema;
mod start;
