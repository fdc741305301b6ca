//! What an instance asks of its database, and does to it, before it serves.
//!
//! An empty or older database is migrated; one that a newer binary has migrated is refused, for this
//! binary cannot know what the newer one promised. Several instances may start at the same time.

use std::collections::BTreeSet;

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations};

use crate::Migrator;

/// Any number that nobody else locks in the same database: "docket" in ASCII.
const ADVISORY_LOCK: i64 = 0x646f_636b_6574;

/// Where a database stands, seen from this binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// No migration has run here.
    Empty,
    /// Some migrations of this binary have not run here yet.
    Older,
    /// Every migration of this binary has run, and no other.
    Current,
    /// A newer binary has migrated this database.
    Newer {
        /// The migrations that ran here and that this binary does not know, in order.
        unknown: Vec<String>,
    },
}

impl State {
    fn of(applied: &BTreeSet<String>, known: &BTreeSet<String>) -> Self {
        let unknown: Vec<String> = applied.difference(known).cloned().collect();
        if !unknown.is_empty() {
            Self::Newer { unknown }
        } else if applied.is_empty() {
            Self::Empty
        } else if applied == known {
            Self::Current
        } else {
            Self::Older
        }
    }
}

/// Compares the database's migrations with this binary's. Reads only, so that a user without the
/// right to create tables may ask.
pub async fn state<'c, C: IntoSchemaManagerConnection<'c>>(db: C) -> Result<State, DbErr> {
    let applied = applied(db).await?;
    let known: BTreeSet<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    Ok(State::of(&applied, &known))
}

/// The migrations that have run here, in order; none where no Docket was.
pub async fn applied<'c, C: IntoSchemaManagerConnection<'c>>(db: C) -> Result<BTreeSet<String>, DbErr> {
    let manager = SchemaManager::new(db);
    // The names are read here because sea-orm-migration's own readers create the table, or fail when
    // they meet a name that they do not know.
    if !manager.has_table(Migrator::migration_table_name().to_string()).await? {
        return Ok(BTreeSet::new());
    }
    let rows = seaql_migrations::Entity::find().all(manager.get_connection()).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Brings the database up to this binary's schema; does nothing when it is there already.
///
/// Everything happens in one transaction, which also holds the lock that lets one instance migrate
/// while the others wait and then find nothing left to do. (sea-orm-migration takes no lock.)
///
/// # Errors
/// [`DbErr::Migration`] when the database is [`State::Newer`]; it is left as it was.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin_alone(db).await?;
    if let State::Newer { unknown } = state(&transaction).await? {
        return Err(DbErr::Migration(format!(
            "a newer version has migrated this database ({}): start that version, or restore a backup",
            unknown.join(", ")
        )));
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// A transaction that no other instance's migration runs beside.
async fn begin_alone(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        // Takes the write lock at once: to take it later fails at once when someone else has written.
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        return db
            .begin_with_options(TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() })
            .await;
    }
    // Under a stricter level the snapshot would be older than the wait for the lock, and would not
    // show what the instance before us has done.
    let isolation_level = Some(IsolationLevel::ReadCommitted);
    let transaction =
        db.begin_with_options(TransactionOptions { isolation_level, ..TransactionOptions::default() }).await?;
    // The deadlines of requests do not fit a migration. The lock is the transaction's and not the
    // session's, so that it works, and ends, behind a pooling proxy too.
    transaction
        .execute_unprepared(&format!(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
             SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"
        ))
        .await?;
    Ok(transaction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_database_that_lacks_a_migration_is_older() {
        assert_eq!(State::of(&set(&["m1"]), &set(&["m1", "m2"])), State::Older);
    }

    #[test]
    fn a_database_with_an_unknown_migration_is_newer_whatever_it_lacks() {
        let unknown = vec!["m3".to_owned()];
        assert_eq!(State::of(&set(&["m1", "m3"]), &set(&["m1", "m2"])), State::Newer { unknown });
    }
}
