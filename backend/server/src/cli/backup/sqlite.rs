//! SQLite: `VACUUM INTO` makes a copy of one moment while others read and write.
//!
//! A restore changes files under whoever has them open, which would go on in the old one and lose what it writes. So the
//! old database is first taken out of WAL, which SQLite allows only to who is alone with it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use docket_domain::Docket;
use docket_domain::docket::Holdings;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::file::{self, Partial};
use super::{Done, Wanted, look};
use crate::cli::progress::Progress;
use crate::cli::{Failed, database};
use crate::config::Settings;

/// How often the progress is looked at.
const GLANCE: Duration = Duration::from_millis(200);

/// Copies the database into a file, looks at the copy, and gives it its name.
pub(super) async fn backup(settings: &Settings, database: &Path, wanted: Wanted<'_>) -> Result<Done, Failed> {
    let partial = Partial::new(wanted.file, "partial")?;
    copy(database, &partial.0, "Backing up").await?;
    let (holdings, drift) = inspect(settings, &partial.0, wanted.verify, false).await?;
    file::put(&partial.0, wanted.file)?;
    Ok(Done { holdings, drift, kept: None })
}

/// Copies the backup beside the database, looks at the copy, and lets it take the database's place.
pub(super) async fn restore(settings: &Settings, database: &Path, wanted: Wanted<'_>) -> Result<Done, Failed> {
    if let Some(folder) = database.parent() {
        fs::create_dir_all(folder).map_err(|error| Failed::new(format!("{}: {error}", folder.display())))?;
    }
    let alone = if database.exists() { Some(alone_with(database).await?) } else { None };
    let partial = Partial::new(database, "restoring")?;
    copy(wanted.file, &partial.0, "Restoring").await?;
    let (holdings, drift) = inspect(settings, &partial.0, wanted.verify, true).await?;
    let kept = match &alone {
        Some(_) => Some(keep(database, &partial.0)?),
        None => None,
    };
    file::put(&partial.0, database)?;
    // Until here nobody else could open the old one and write to it.
    drop(alone);
    Ok(Done { holdings, drift, kept })
}

/// Gives the old database a second name, which stays when the new one takes the first. Whoever could use the old one can
/// use the new one.
fn keep(database: &Path, new: &Path) -> Result<String, Failed> {
    let name = (1..).map(|number| file::beside(database, &format!("before-restore-{number}")));
    let kept = name.into_iter().find(|name| !name.exists()).unwrap_or_default();
    let rights = database.metadata().and_then(|old| fs::set_permissions(new, old.permissions()));
    let linked = rights.and_then(|()| fs::hard_link(database, &kept).or_else(|_| fs::rename(database, &kept)));
    linked.map_err(|error| Failed::new(format!("{} cannot be kept ({error})", database.display())))?;
    Ok(kept.display().to_string())
}

/// Makes a whole copy of a database as it is at one moment, its log included.
async fn copy(from: &Path, to: &Path, what: &'static str) -> Result<(), Failed> {
    let source = open(from).await.map_err(|error| unfit(from, &error))?;
    let size = source
        .query_one_raw(Statement::from_string(
            source.get_database_backend(),
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        ))
        .await
        .and_then(|row| row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0)))
        .map_err(|error| unfit(from, &error))?;
    let progress = Progress::of_bytes(size.unsigned_abs(), what);
    // A path, where SQLite would also read an address.
    let absolute = std::path::absolute(to).unwrap_or_else(|_| to.to_owned());
    let into = format!("VACUUM INTO '{}'", absolute.display().to_string().replace('\'', "''"));
    let copying = source.execute_unprepared(&into);
    let mut copying = std::pin::pin!(copying);
    let copied = loop {
        tokio::select! {
            copied = &mut copying => break copied,
            () = tokio::time::sleep(GLANCE) => progress.reach(to.metadata().map(|data| data.len()).unwrap_or_default()),
        }
    };
    drop(progress);
    copied
        .map_err(|error| Failed::new(format!("{} cannot be copied to {} ({error})", from.display(), to.display())))?;
    // Nothing was changed through it.
    let _ = source.clone().close().await;
    Ok(())
}

/// Whether the file is sound, and what it holds. What this binary is to serve may be of no newer one.
async fn inspect(
    settings: &Settings,
    copy: &Path,
    verify: bool,
    to_serve: bool,
) -> Result<(Holdings, Option<u64>), Failed> {
    let explain = |fault| database::explain(settings, &fault);
    let docket = Docket::open(&address(copy)).await.map_err(explain)?;
    let connection = docket.database().connection();
    let query = Statement::from_string(connection.get_database_backend(), "PRAGMA integrity_check(1)");
    let row = connection.query_one_raw(query).await.map_err(|error| unfit(copy, &error))?;
    let found: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0)).unwrap_or_default();
    if found != "ok" {
        return Err(Failed::new(format!("the copy is not sound: {found}")));
    }
    if to_serve {
        docket.refuse_newer().await.map_err(explain)?;
    }
    let looked = look(settings, &docket, verify).await?;
    docket.database().clone().close().await.map_err(|error| unfit(copy, &error))?;
    // From now on the file stands alone, and can be read where nothing can be written. A server that opens it gives it
    // its log again.
    let connection = open(copy).await.map_err(|error| unfit(copy, &error))?;
    connection.execute_unprepared("PRAGMA journal_mode = DELETE").await.map_err(|error| unfit(copy, &error))?;
    connection.close().await.map_err(|error| unfit(copy, &error))?;
    Ok(looked)
}

/// Holds the database alone, its log folded into the file, until dropped.
async fn alone_with(database: &Path) -> Result<DatabaseConnection, Failed> {
    let connection = open(database).await.map_err(|error| unfit(database, &error))?;
    for statement in [
        "PRAGMA busy_timeout = 1000",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA journal_mode = DELETE",
        "BEGIN EXCLUSIVE",
    ] {
        connection.execute_unprepared(statement).await.map_err(|error| {
            if error.to_string().contains("locked") {
                Failed::new(format!("{} is open elsewhere: stop the server, and try again", database.display()))
            } else {
                unfit(database, &error)
            }
        })?;
    }
    Ok(connection)
}

/// Opens a file that is there, as it is.
async fn open(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(address(file));
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await
}

/// The address of a file that is there.
fn address(file: &Path) -> String {
    let path = file.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}?mode=rw")
}

fn unfit(file: &Path, error: &DbErr) -> Failed {
    Failed::new(format!("{} cannot be read as a database ({error})", file.display()))
}
