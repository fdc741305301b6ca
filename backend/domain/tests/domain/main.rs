//! Facts about the domain, each on SQLite and on PostgreSQL.

mod support;

mod credit;
mod races;
