//! The GraphQL API: one folder a slice, each with the same files (`object`, `query`, `mutation`, `input`, `loader`).
//!
//! Resolvers read through a [`view`], write through [`mutate`], and decide nothing: refusals come from the domain and
//! become [`user_error`]s, faults become masked [`error`]s. Subscriptions follow events through a [`feed`].

pub mod batch;
pub mod bulk;
pub mod connection;
pub mod customer;
pub mod error;
pub mod feed;
pub mod find;
pub mod id;
pub mod limits;
pub mod mutate;
pub mod node;
pub mod order;
pub mod product;
pub mod refusal;
pub mod rule;
pub mod scalar;
pub mod schema;
pub mod sentence;
pub mod tally;
pub mod tenant;
pub mod user_error;
pub mod view;
