//! Databases that tests own: a file in a temporary folder, or a database on the test run's PostgreSQL server.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::environment;
use crate::proxy::Proxy;

/// Which database a fact is about; nearly all are about both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An empty database, gone when this is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder { folder: TempDir },
    Server { name: String },
}

impl Database {
    /// A new one.
    pub async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("docket.db").display());
                Self { url, place: Place::Folder { folder } }
            }
            Engine::Postgres => {
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let name = format!("door_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
                let server = environment::postgres();
                connect(&server).await.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
                let (base, _) = server.rsplit_once('/').expect("an address with a database");
                Self { url: format!("{base}/{name}"), place: Place::Server { name } }
            }
        }
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server that it is on: `host:port`.
    pub fn server(&self) -> String {
        let (_, rest) = self.url.split_once("://").expect("an address");
        let place = rest.split('/').next().unwrap_or_default();
        place.rsplit('@').next().unwrap_or_default().to_owned()
    }

    /// Its address for who is to reach it through a proxy.
    pub fn url_through(&self, proxy: &Proxy) -> String {
        self.url.replacen(&self.server(), &proxy.address(), 1)
    }

    /// The file it is, if it is one.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder { folder } => Some(folder.path().join("docket.db")),
            Place::Server { .. } => None,
        }
    }

    /// Runs a statement behind Docket's back.
    pub async fn execute(&self, sql: &str) {
        connect(&self.url).await.execute_unprepared(sql).await.unwrap();
    }

    /// The first column, whole numbers, of what a query finds behind Docket's back.
    pub async fn numbers(&self, sql: &str) -> Vec<i64> {
        let database = connect(&self.url).await;
        let query = Statement::from_string(database.get_database_backend(), sql);
        let rows = database.query_all_raw(query).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The first column, text, of what a query finds behind Docket's back.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let database = connect(&self.url).await;
        let query = Statement::from_string(database.get_database_backend(), sql);
        let rows = database.query_all_raw(query).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The whole number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        *self.numbers(sql).await.first().expect("a row")
    }

    /// Keeps everybody else from writing customers; on SQLite from writing anything.
    pub async fn hold_customers(&self) -> Held {
        self.hold("customer").await
    }

    /// Keeps everybody else from writing items; on SQLite from writing anything.
    pub async fn hold_items(&self) -> Held {
        self.hold("item").await
    }

    async fn hold(&self, table: &str) -> Held {
        let mut options = ConnectOptions::new(&self.url);
        let connection = sea_orm::Database::connect(options.max_connections(1).to_owned()).await.unwrap();
        match self.place {
            Place::Folder { .. } => connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap(),
            Place::Server { .. } => {
                connection.execute_unprepared("BEGIN").await.unwrap();
                let lock = format!("LOCK TABLE {table} IN EXCLUSIVE MODE");
                connection.execute_unprepared(&lock).await.unwrap()
            }
        };
        Held(connection)
    }
}

/// What a transaction of somebody else holds, until released.
#[derive(Debug)]
pub struct Held(DatabaseConnection);

impl Held {
    /// Lets others go on.
    pub async fn release(self) {
        self.0.execute_unprepared("ROLLBACK").await.unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Server { name } = &self.place {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            apart(
                async move { connect(&environment::postgres()).await.execute_unprepared(&drop).await.map(drop_result) },
            );
        }
    }
}

fn drop_result<T>(_: T) {}

async fn connect(url: &str) -> DatabaseConnection {
    sea_orm::Database::connect(url).await.unwrap()
}

/// Runs to the end on a runtime of its own: dropping happens inside another one, which must not be blocked on.
fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    // What fails here leaves a database behind on a server that the test run throws away.
    drop(std::thread::spawn(run).join());
}
