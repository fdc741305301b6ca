//! Everything the app asks the server: one file a topic, each with its typed operations and the plain values they yield.
//!
//! The operations are checked against the root's schema.graphql when the app compiles. Pages see neither HTTP nor
//! cursors' arguments, only these functions, [`client::ApiError`] and, where something is changed, [`failure::Failure`].

mod change;
pub(crate) mod client;
pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod explain;
pub(crate) mod failure;
pub(crate) mod key;
pub(crate) mod live;
pub(crate) mod lookup;
pub(crate) mod naming;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod paging;
pub(crate) mod place;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod refusals;
pub(crate) mod rules;
pub(crate) mod scalar;
pub(crate) mod tenant;
pub(crate) mod trend;
pub(crate) mod verification;

/// The server's schema, as build.rs registered it.
#[cynic::schema("docket")]
mod schema {}
