//! Waking other instances: PostgreSQL carries the word from one to the others.
//!
//! It only saves waiting. Behind a proxy that gives no session of one's own nothing is heard, and a word may be lost with
//! its connection: everybody looks now and then as well. SQLite has one process, whose [signals](super::signals) suffice.
//!
//! That orders have committed is told beside them, once for many: a unit that told it itself would take PostgreSQL's
//! queue lock as it commits, and all units would commit one after the other.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::docket::Docket;
use crate::error::Fault;

/// Positions were given, up to the one that is told.
const PLACED: &str = "docket_placed";
/// Units have committed events.
const COMMITTED: &str = "docket_committed";
/// How long after a failure the connection is opened again.
const REST: Duration = Duration::from_secs(5);

/// Tells other instances how far positions are given, once the transaction commits.
pub(super) async fn tell_placed<C: ConnectionTrait>(db: &C, position: i64) -> Result<(), DbErr> {
    tell(db, PLACED, &position.to_string()).await
}

async fn tell<C: ConnectionTrait>(db: &C, channel: &str, word: &str) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        let values = [channel.into(), word.into()];
        let sql = "SELECT pg_notify($1, $2)";
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    }
    Ok(())
}

impl Docket {
    /// Tells the instance that gives positions that there are events.
    pub async fn tell_committed(&self) -> Result<(), Fault> {
        Ok(tell(self.database().reader(), COMMITTED, "").await?)
    }

    /// Hears what other instances tell, for as long as it is awaited.
    pub async fn hear(&self) {
        if self.database().backend() != DbBackend::Postgres {
            return std::future::pending().await;
        }
        loop {
            if let Err(error) = self.hear_until_cut().await {
                tracing::debug!(%error, "other instances are not heard; they are looked after now and then");
            }
            tokio::time::sleep(REST).await;
        }
    }

    async fn hear_until_cut(&self) -> Result<(), sqlx::Error> {
        let options = self.database().connection().get_postgres_connection_pool().connect_options();
        // A connection of its own: one of the pool's would be missing there.
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.as_ref().clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen_all([PLACED, COMMITTED]).await?;
        // None says that the connection was cut: whoever told something then was not heard.
        while let Some(told) = listener.try_recv().await? {
            match told.channel() {
                COMMITTED => self.signals().committed_elsewhere(),
                _ => self.signals().placed(told.payload().parse().unwrap_or_default()),
            }
        }
        Ok(())
    }
}
