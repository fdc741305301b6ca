//! Leases with epochs for what one instance at a time may move, dead letters, and the trace of an event. What it says
//! stands in the `.sql` file beside it.

use sea_orm_migration::MigrationName;
use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::schema;

/// Leases, dead letters, traces.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::apply(manager, include_str!("m20261121_000002_leases.sql")).await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(schema::refuse_down(self.name()))
    }

    fn use_transaction(&self) -> Option<bool> {
        // SQLite's default would leave half a schema behind when a statement fails.
        Some(true)
    }
}
