//! Connections: one pool on PostgreSQL, one writer and several readers on SQLite.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a connection may wait for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening a connection may take, so that a wrong address is reported in seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 24;
/// Readers of a SQLite file: they never wait for the writer.
const SQLITE_READERS: u32 = 8;

/// An open database.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// SQLite has one writer: waiting units take their turn here, in the order they came.
    turn: Arc<Mutex<()>>,
    statements: Arc<AtomicU64>,
}

/// An open transaction, and on SQLite the writer's turn.
pub struct WriteTransaction {
    /// The transaction.
    pub transaction: DatabaseTransaction,
    /// Held until the transaction has ended.
    pub turn: Option<OwnedMutexGuard<()>>,
}

impl Database {
    /// Opens `url`: `sqlite://FILE?mode=rwc` or `postgres://…`. The folder of a SQLite file is created.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        let (mut reader, mut writer) = if let Some(rest) = url.strip_prefix("sqlite:") {
            create_folder(rest)?;
            let writer = sea_orm::Database::connect(sqlite(url, 1)).await?;
            (sea_orm::Database::connect(sqlite(url, SQLITE_READERS)).await?, writer)
        } else {
            let pool = sea_orm::Database::connect(options(url, POSTGRES_CONNECTIONS)).await?;
            (pool.clone(), pool)
        };
        let statements = Arc::<AtomicU64>::default();
        for connection in [&mut reader, &mut writer] {
            let sent = statements.clone();
            connection.set_metric_callback(move |_| {
                sent.fetch_add(1, Ordering::Relaxed);
            });
        }
        Ok(Self { reader, writer, turn: Arc::default(), statements })
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// The connection that migrations run on.
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The connection of reads that need no snapshot: on SQLite it never waits for the writer.
    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// How many statements were sent since the start, apart from BEGIN, COMMIT and ROLLBACK.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Begins a unit of work: READ COMMITTED with row locks on PostgreSQL, BEGIN IMMEDIATE on SQLite.
    pub async fn begin(&self) -> Result<WriteTransaction, DbErr> {
        let turn = match self.backend() {
            DbBackend::Sqlite => Some(self.turn.clone().lock_owned().await),
            _ => None,
        };
        let options = match self.backend() {
            DbBackend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        let writer = self.writer.clone();
        to_its_end(async move {
            let transaction = writer.begin_with_options(options).await?;
            Ok(WriteTransaction { transaction, turn })
        })
        .await
    }

    /// Begins a consistent read: everything seen through it is of one moment.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = match self.backend() {
            DbBackend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        let reader = self.reader.clone();
        to_its_end(async move { reader.begin_with_options(options).await }).await
    }

    /// Whether a query gets an answer now.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.ping().await
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.clone().close().await?;
        self.writer.clone().close().await
    }
}

/// Begins on a task of its own. Who is dropped while it begins (a client that hangs up) would leave BEGIN sent and
/// not counted: sqlx would give the connection back with a transaction open that nobody knows of.
async fn to_its_end<T: Send + 'static>(
    begin: impl Future<Output = Result<T, DbErr>> + Send + 'static,
) -> Result<T, DbErr> {
    tokio::spawn(begin).await.unwrap_or_else(|error| Err(DbErr::Custom(format!("beginning ended early: {error}"))))
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false);
    options.connect_timeout(CONNECT_TIMEOUT).acquire_timeout(BUSY_TIMEOUT);
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
    });
    options
}

fn create_folder(rest: &str) -> Result<(), DbErr> {
    let file = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
    match Path::new(file).parent() {
        Some(folder) if !file.starts_with(':') && !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| DbErr::Custom(format!("the folder of the database cannot be created: {error}"))),
        _ => Ok(()),
    }
}
