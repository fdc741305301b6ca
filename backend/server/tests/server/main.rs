//! What the server promises without being asked over HTTP.

#![expect(clippy::unwrap_used, reason = "a failed assumption is the test's failure")]

mod desk;
mod error;
mod operations;
mod schema;
