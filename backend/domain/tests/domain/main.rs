//! Facts about the domain, each on SQLite and on PostgreSQL.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a failed assumption is the fact's failure, and a soak says what it did"
)]

mod support;

mod amounts;
mod archive;
mod breach;
mod calling_off;
mod checks;
mod commits;
mod convoys;
mod copies;
mod credit;
mod deliveries;
mod explain;
mod find;
mod fit;
mod gate;
mod history;
mod idempotency;
mod items;
mod leases;
mod look_up;
mod names;
mod outbox;
mod prepare;
mod prices;
mod properties;
mod races;
mod refusals;
mod repair;
mod retention;
mod sequencer;
mod shipping;
mod statements;
mod status;
mod tenancy;
mod units;
mod verify;
mod versions;
