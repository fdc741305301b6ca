//! Everything the app asks the server: one file a topic, each with its typed query and the plain values it yields.
//!
//! The queries are checked against the root's schema.graphql when the app compiles. Pages see neither HTTP nor cursors'
//! arguments, only these functions and [`client::ApiError`].

pub(crate) mod client;
pub(crate) mod orders;
pub(crate) mod tenant;

/// The server's schema, as build.rs registered it.
#[cynic::schema("docket")]
mod schema {}
