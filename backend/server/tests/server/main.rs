//! What the server promises without being asked over HTTP, and what it sends by itself.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a failed assumption is the test's failure")]

mod compatible;
mod deployment;
mod desk;
mod error;
#[cfg(feature = "kafka")]
mod kafka;
mod keyed;
mod lists;
mod operations;
mod relay;
mod schema;
mod schemas;
mod shop;
mod socket;
mod subscriptions;
