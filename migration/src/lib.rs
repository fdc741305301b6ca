//! The database schema, as append-only migrations: one schema for SQLite and PostgreSQL.
//!
//! A migration is a file `m<date>_<number>_<what>.sql`, readable as SQL, and beside it the few lines
//! of Rust that name it. One that was released is never edited: a change is a new migration.
//!
//! * `schema`: how one SQL text serves both databases
//! * `start`: [`state`], [`applied`] and [`migrate`], what `docket serve` asks and does when it starts
//!
//! This crate must not know the domain's entities: they change with the code, a released migration
//! does not.

mod m20261121_000001_core;
mod m20261121_000002_leases;
mod schema;
mod start;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};
pub use start::{State, applied, migrate, state};

/// Every migration, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261121_000001_core::Migration), Box::new(m20261121_000002_leases::Migration)]
    }
}
