//! The server: what people and programs meet. It turns requests into commands and queries of the domain, and their
//! outcomes into answers; it knows no rule.
//!
//! | module | what it holds |
//! |---|---|
//! | [`graphql`] | the schema, one folder a slice, and how errors and refusals are shown |
//! | [`http`] | the door: requests, limits, headers, health, the web app |
//! | [`relay`] | the way out: events get their position and are published |
//! | [`metrics`] | what it tells whoever watches it |
//! | [`traces`] | what it tells a collector about each request |
//! | [`seed`] | data to try things with |
//! | [`config`] | what an operator may choose, each setting declared once |
//! | [`cli`] | the `docket` command |

pub mod cli;
pub mod config;
pub mod graphql;
pub mod http;
pub mod metrics;
pub mod relay;
pub mod seed;
pub mod traces;
