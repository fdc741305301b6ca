//! Settling: discover, lock, plan, write, record. A refusal stops before anything is written.

use std::sync::Arc;

use docket_rules::plan::Plan;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::error::{Refusal, Stop};
use crate::rules::rule_set;
use crate::unit::{Unit, write};
use crate::{history, outbox};

/// More rounds than any chain of relations is long.
const ROUNDS: usize = 32;

impl Unit {
    /// Makes what was staged, and all that the rules derive from it, the state of the transaction.
    pub(crate) async fn settle(&mut self) -> Result<Arc<Plan>, Stop> {
        let rules = rule_set();
        self.discover().await?;
        if self.transaction.get_database_backend() != DbBackend::Sqlite {
            // On SQLite the unit has the database to itself; elsewhere what was discovered may have changed.
            let held = rules.discover(&self.draft, &self.images).locks;
            let unchanged = self.lock_rows(&held).await?;
            let reach = rules.discover(&self.draft, &self.images);
            if !unchanged || !reach.is_complete() || !reach.is_covered_by(&held) {
                return Err(Stop::Restart);
            }
        }
        self.refuse_what_is_used().await?;
        let plan = self.plan();
        if !plan.violations.is_empty() {
            return Err(Stop::Refused(self.refusals(&plan)));
        }
        let plan = Arc::new(plan);
        write::write(&self.transaction, &plan).await.map_err(refused_by_database)?;
        history::record(self, &plan).await?;
        outbox::record(self, &plan).await?;
        Ok(plan)
    }

    /// What would be stored, from the rows read so far.
    pub(crate) fn plan(&self) -> Plan {
        let reach = rule_set().discover(&self.draft, &self.images);
        rule_set().plan(&self.draft, &self.images, &reach)
    }

    /// Reads until the rules miss nothing.
    pub(crate) async fn discover(&mut self) -> Result<(), Stop> {
        for _ in 0..ROUNDS {
            let reach = rule_set().discover(&self.draft, &self.images);
            if reach.is_complete() {
                return Ok(());
            }
            self.read_rows(&reach.rows).await?;
            self.read_children(&reach.children).await?;
        }
        Err(Stop::Fault(crate::Fault::Internal("discovery does not end")))
    }
}

/// The names that must be unique among a tenant's living rows, and the fields that people know them by.
const UNIQUE: [(&str, &str, &str); 3] = [
    ("uq_customer_email_key", "email_key", "email"),
    ("uq_product_sku_key", "sku_key", "sku"),
    ("uq_orders_external_reference", "external_reference", "externalReference"),
];

/// A name that is taken is a refusal, found by the database: PostgreSQL names the index, SQLite its columns. A
/// parent that went between discovery and write is a restart.
fn refused_by_database(error: sea_orm::DbErr) -> Stop {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(message)) => UNIQUE
            .into_iter()
            .find(|(index, column, _)| message.contains(index) || message.contains(column))
            .map_or_else(|| error.into(), |(_, _, field)| Refusal::Duplicate { field: field.into() }.into()),
        Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => Stop::Restart,
        _ => error.into(),
    }
}
