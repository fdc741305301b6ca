//! PostgreSQL: its own programs dump and restore; the restored database then changes places with the old one.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

use docket_domain::Docket;
use docket_domain::docket::Holdings;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait};

use super::file::{self, Partial};
use super::tool::Place;
use super::{Done, NOTHING, Wanted, drift, look};
use crate::cli::progress::Progress;
use crate::cli::{Failed, database};
use crate::config::Settings;

/// How often the progress is looked at.
const GLANCE: Duration = Duration::from_millis(200);
/// How long sessions that are about to end are waited for.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);
/// The longest name that a database may have, in bytes.
const LONGEST_NAME: usize = 63;

/// Whether there is a database of a name.
const EXISTS: &str = "SELECT count(*) FROM pg_database WHERE datname = $1";

/// Dumps one moment of the database, reads the dump once more, and gives it its name.
pub(super) async fn backup(settings: &Settings, wanted: Wanted<'_>) -> Result<Done, Failed> {
    let place = Place::of(settings)?;
    let docket = database::open(settings).await?;
    let explain = |fault| database::explain(settings, &fault);
    let broken = |error: DbErr| database::explain(settings, &error.into());
    // What is counted is what is dumped: both see the moment of this transaction.
    let snapshot = docket.database().snapshot().await.map_err(broken)?;
    let moment = Statement::from_string(snapshot.get_database_backend(), "SELECT pg_export_snapshot()");
    let row = snapshot.query_one_raw(moment).await.map_err(broken)?;
    let moment: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0)).map_err(broken)?;
    let holdings = docket.holdings_in(&snapshot).await.map_err(explain)?.ok_or_else(|| Failed::new(NOTHING))?;

    let partial = Partial::new(wanted.file, "partial")?;
    let output = partial.0.as_os_str();
    let moment = format!("--snapshot={moment}");
    let arguments = ["--format=custom", "--no-password", &moment, "--file"].map(OsStr::new);
    dumped(&place, &[&arguments[..], &[output]].concat(), &partial.0).await?;
    // Nothing is to be kept of it.
    let _ = snapshot.rollback().await;
    let read = ["--no-password", "--file=/dev/null"].map(OsStr::new);
    place.run("pg_restore", &[&read[..], &[output]].concat()).await?;
    // A dump can be recomputed only once it is restored: it is the database that is verified.
    let drift = drift(settings, &docket, wanted.verify).await?;
    file::put(&partial.0, wanted.file)?;
    Ok(Done { holdings, drift, kept: None })
}

async fn dumped(place: &Place, arguments: &[&OsStr], file: &Path) -> Result<(), Failed> {
    let progress = Progress::counting_bytes("Backing up");
    let mut dumping = std::pin::pin!(place.run("pg_dump", arguments));
    loop {
        tokio::select! {
            dumped = &mut dumping => return dumped,
            () = tokio::time::sleep(GLANCE) => progress.reach(file.metadata().map(|data| data.len()).unwrap_or_default()),
        }
    }
}

/// Restores into a database of its own, looks at it, and lets it change places with the old one.
pub(super) async fn restore(settings: &Settings, wanted: Wanted<'_>) -> Result<Done, Failed> {
    let place = Place::of(settings)?;
    let name = place.name();
    let desk = Desk::open(settings, &place.sibling("postgres")).await?;
    desk.refuse_sessions(&name).await?;
    let new = cut(&name, &format!("_restoring_{}", std::process::id()));
    desk.run(&format!("CREATE DATABASE {}", quoted(&new))).await?;
    let restored = fill(settings, &place.sibling(&new), wanted).await;
    let swapped = match restored {
        Ok((holdings, drift)) => desk.swap(&name, &new).await.map(|kept| Done { holdings, drift, kept }),
        Err(failed) => Err(failed),
    };
    if swapped.is_err() {
        // What could not be finished is of no use; the first failure says more than this one would.
        let _ = desk.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&new))).await;
    }
    swapped
}

async fn fill(settings: &Settings, new: &Place, wanted: Wanted<'_>) -> Result<(Holdings, Option<u64>), Failed> {
    let progress = Progress::counting_bytes("Restoring");
    let name = format!("--dbname={}", new.name());
    let arguments = ["--no-password", "--no-owner", "--no-privileges", "--exit-on-error", &name].map(OsStr::new);
    new.run("pg_restore", &[&arguments[..], &[wanted.file.as_os_str()]].concat()).await?;
    drop(progress);
    let explain = |fault| database::explain(settings, &fault);
    let docket = Docket::open(new.address()).await.map_err(explain)?;
    docket.refuse_newer().await.map_err(explain)?;
    let looked = look(settings, &docket, wanted.verify).await;
    // Databases change places only when nobody is in them.
    docket.database().clone().close().await.map_err(|error| explain(error.into()))?;
    looked
}

/// A connection beside the databases that change places.
struct Desk<'a> {
    settings: &'a Settings,
    connection: DatabaseConnection,
}

impl<'a> Desk<'a> {
    async fn open(settings: &'a Settings, place: &Place) -> Result<Self, Failed> {
        let mut options = ConnectOptions::new(place.address());
        options.max_connections(1).sqlx_logging(false).connect_timeout(Duration::from_secs(5));
        let opened = sea_orm::Database::connect(options).await;
        let connection = opened.map_err(|error| database::explain(settings, &error.into()))?;
        Ok(Self { settings, connection })
    }

    async fn run(&self, statement: &str) -> Result<(), Failed> {
        self.connection.execute_unprepared(statement).await.map(drop).map_err(|error| self.told(error))
    }

    /// A missing right is the usual reason.
    fn told(&self, error: DbErr) -> Failed {
        let failed = database::explain(self.settings, &error.into());
        let hint = if failed.message.contains("permission denied") || failed.message.contains("must be owner") {
            ". A restore makes a new database and renames the old one: the user must own it, and may CREATEDB"
        } else {
            ""
        };
        Failed::new(failed.message + hint)
    }

    async fn number(&self, query: &str, name: &str) -> Result<i64, Failed> {
        let query = Statement::from_sql_and_values(self.connection.get_database_backend(), query, [name.into()]);
        let row = self.connection.query_one_raw(query).await.map_err(|error| self.told(error))?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(|error| self.told(error))
    }

    /// Who is in a database would go on in the old one. PostgreSQL takes a moment to end the sessions of a program that
    /// has just ended itself.
    async fn refuse_sessions(&self, name: &str) -> Result<(), Failed> {
        let begun = Instant::now();
        loop {
            let open = self.number("SELECT count(*) FROM pg_stat_activity WHERE datname = $1", name).await?;
            if open == 0 {
                return Ok(());
            }
            if begun.elapsed() > LONGEST_GOODBYE {
                return Err(Failed::new(format!(
                    "the database is open elsewhere ({open} connections): stop every server, and try again"
                )));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// A name that says what it was and that nobody has yet.
    async fn free_name(&self, name: &str) -> Result<String, Failed> {
        let mut number = 1;
        loop {
            let free = cut(name, &format!("_before_restore_{number}"));
            if self.number(EXISTS, &free).await? == 0 {
                return Ok(free);
            }
            number += 1;
        }
    }

    /// Lets the new database take the name of the old one, which gets another; both at once, or neither.
    async fn swap(&self, name: &str, new: &str) -> Result<Option<String>, Failed> {
        self.refuse_sessions(name).await?;
        let is_there = self.number(EXISTS, name).await? > 0;
        let kept = if is_there { Some(self.free_name(name).await?) } else { None };
        let both = self.connection.begin().await.map_err(|error| self.told(error))?;
        let renamed = kept.iter().map(|kept| (name, kept.as_str())).chain([(new, name)]);
        for (from, to) in renamed {
            let rename = format!("ALTER DATABASE {} RENAME TO {}", quoted(from), quoted(to));
            both.execute_unprepared(&rename).await.map_err(|error| self.told(error))?;
        }
        both.commit().await.map_err(|error| self.told(error))?;
        Ok(kept)
    }
}

/// A name with an end, short enough.
fn cut(name: &str, end: &str) -> String {
    let longest = LONGEST_NAME.saturating_sub(end.len());
    let mut length = name.len().min(longest);
    while !name.is_char_boundary(length) {
        length -= 1;
    }
    format!("{}{end}", &name[..length])
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_an_end_is_short_enough() {
        assert_eq!(cut("docket", "_restoring_7"), "docket_restoring_7");
        let long = cut(&"ö".repeat(40), "_restoring_7");
        assert!(long.len() <= LONGEST_NAME && long.ends_with("ö_restoring_7"), "{long}");
    }
}
