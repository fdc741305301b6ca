//! An empty database for each fact: a file for SQLite, a database of its own on the PostgreSQL server
//! that `cargo xtask test` starts.

use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, panic, process};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

/// The environment variable with the URL of the server's database `postgres`.
const SERVER: &str = "DOCKET_TEST_POSTGRES_URL";

/// Numbers this process's databases.
static DATABASES: AtomicU32 = AtomicU32::new(1);

/// Where a fact's database is; each [`Place::connect`] is one more instance of the program.
pub(crate) struct Place {
    url: String,
}

impl Place {
    /// A pool of connections, with the settings that the program itself uses on SQLite.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(2).map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .create_if_missing(true)
        });
        Database::connect(options).await.unwrap()
    }
}

/// Makes each function one test on SQLite and one on PostgreSQL.
macro_rules! facts {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { crate::database::on_sqlite(super::$name).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { crate::database::on_postgres(super::$name).await; })+
        }
    };
}
pub(crate) use facts;

/// Runs a fact on a new file.
pub(crate) async fn on_sqlite(fact: impl AsyncFnOnce(Place)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("docket.db").display());
    fact(Place { url }).await;
}

/// Runs a fact on a new database, which is dropped whether the fact holds or not.
pub(crate) async fn on_postgres<F, T>(fact: F)
where
    F: FnOnce(Place) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let Ok(server_url) = env::var(SERVER) else {
        panic!("{SERVER} is not set: run `cargo xtask test`, which starts a PostgreSQL and sets it");
    };
    let server = Database::connect(&server_url).await.unwrap();
    let name = format!("docket_migration_{}_{}", process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();

    let outcome = tokio::spawn(fact(Place { url: with_database(&server_url, &name) })).await;

    server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    if let Err(failed) = outcome {
        panic::resume_unwind(failed.into_panic());
    }
}

/// The same URL with another database's name, its parameters kept.
fn with_database(url: &str, name: &str) -> String {
    let (path, parameters) = url.split_once('?').map_or((url, None), |(path, rest)| (path, Some(rest)));
    let (server, _) = path.rsplit_once('/').expect("the URL ends in /postgres");
    parameters.map_or_else(|| format!("{server}/{name}"), |rest| format!("{server}/{name}?{rest}"))
}
