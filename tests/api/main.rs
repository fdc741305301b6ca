//! Facts about the API, each on SQLite and on PostgreSQL, through the real binary.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a failed assumption is the test's failure")]

mod audits;
mod backup;
mod clients;
mod command_line;
mod configuration;
mod cursors;
mod customers;
mod errors;
mod examples;
mod explanations;
mod export;
mod faults;
mod floods;
mod health;
mod hostile;
mod idempotency;
mod instances;
mod items;
mod limits;
mod lists;
mod logs;
mod metrics;
mod orders;
mod outages;
mod outbox;
mod power_cuts;
mod products;
mod queries;
mod races;
mod refusal_log;
mod refusals;
mod requests;
mod rolling;
mod rules;
mod schema;
mod sockets;
mod stopping;
mod streams;
mod timeouts;
mod tour;
mod traces;
mod values;
mod verification;
mod way_out;
