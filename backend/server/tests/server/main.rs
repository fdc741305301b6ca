//! What the server promises without being asked over HTTP.

mod error;
mod schema;
