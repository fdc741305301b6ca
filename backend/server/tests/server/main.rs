//! What the server promises without being asked over HTTP.

mod desk;
mod error;
mod operations;
mod schema;
