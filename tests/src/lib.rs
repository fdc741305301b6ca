//! What the tests that go through the door need: the real binary on a database of its own, a client that speaks to it, and
//! a real browser. The facts stand in `api/` and `browser/`; nothing here knows how Docket works inside.
//!
//! | module | what it holds |
//! |---|---|
//! | [`environment`] | what `cargo xtask test` gives: the binary, PostgreSQL, the browser, programs of others |
//! | [`database`] | a database of a server's own, gone with it |
//! | [`command`] | the binary run to its end: `docket seed`, `docket rules verify` |
//! | [`faults`] | a soak that breaks everything around real processes, and counts what is lost |
//! | [`node`] | clients and auditors that others wrote, run by Node against a server |
//! | [`proxy`] | a proxy that refuses, cuts and stalls connections |
//! | [`kafka`] | what arrived in Apache Kafka, read by kcat |
//! | [`connect`] | Kafka Connect, which can take the place of the relay |
//! | [`haproxy`], [`port`] | the proxy that stands before several instances, and where servers listen |
//! | [`process`] | the time and memory that a process has used |
//! | [`server`] | the binary serving, killed with its guard, and its log |
//! | [`api`] | requests and answers |
//! | [`collector`] | a collector of traces |
//! | [`socket`] | WebSockets, frame by frame |
//! | [`world`] | a shared server, and short words for what people do |
//! | [`browser`] | Chromium under WebDriver |

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed assumption is the test's failure"
)]
#![expect(clippy::missing_panics_doc, reason = "everything here panics when an assumption fails")]

pub mod api;
pub mod browser;
pub mod collector;
pub mod command;
pub mod connect;
pub mod database;
pub mod environment;
pub mod faults;
pub mod haproxy;
pub mod kafka;
pub mod node;
pub mod port;
pub mod process;
pub mod proxy;
pub mod server;
pub mod socket;
pub mod world;
