//! Connections: one pool for reading and one for writing on PostgreSQL ([`postgres`]), one writer ([`turn`]) and several
//! readers on SQLite; how long what is asked over them may take ([`deadline`]), and what it means when it fails
//! ([`failure`]).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::faults;

pub(crate) mod deadline;
pub(crate) mod failure;
mod postgres;
pub(crate) mod turn;

pub mod statements;

use failure::has_died;
use postgres::Doubt;
pub use turn::Turn;
use turn::Writer;

/// How long a connection may wait for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening a connection may take, so that a wrong address is reported in seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long beginning may take while the database is found not to answer, and how often that is looked at.
const LONGEST_BEGIN: Duration = Duration::from_secs(3);
const GLANCE: Duration = Duration::from_millis(500);
/// How many statements a connection keeps prepared: those of units come in a dozen sizes each.
const STATEMENTS: usize = 400;
/// How a statement ends that takes row locks.
const LOCKING: [&str; 3] = [" FOR NO KEY UPDATE", " FOR UPDATE", " FOR SHARE"];
/// Readers of a SQLite file: they never wait for the writer.
const SQLITE_READERS: u32 = 8;

/// An open database.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// Opened when it is first asked, and nobody else's.
    lookout: DatabaseConnection,
    doubt: Arc<Doubt>,
    /// On SQLite.
    turns: Option<Arc<Writer>>,
    statements: Arc<AtomicU64>,
    commits: Arc<AtomicU64>,
    waits: Arc<Waits>,
    /// How many connections a pool may hold; as many may have died unnoticed.
    connections: u32,
    /// When the statements of transactions that are begun here must have ended.
    until: Option<Instant>,
}

/// Waiting for what others hold, since the start.
#[derive(Debug, Default)]
struct Waits {
    count: AtomicU64,
    micros: AtomicU64,
}

impl Waits {
    fn add(&self, took: Duration) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// An open transaction, and on SQLite the writer's turn. Taken apart, the turn must be bound first: what is bound last
/// is dropped first, and the turn may go on only when the transaction has ended.
#[derive(Debug)]
pub struct WriteTransaction {
    /// The transaction.
    pub transaction: DatabaseTransaction,
    /// To be ended after it.
    pub turn: Turn,
}

impl WriteTransaction {
    /// Commits, and waits until it is on the disk.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { turn, transaction } = self;
        transaction.commit().await?;
        turn.end().await
    }

    /// Undoes what it did; those that share the turn go on.
    pub async fn roll_back(self) -> Result<(), DbErr> {
        let Self { turn, transaction } = self;
        transaction.rollback().await?;
        turn.end().await
    }
}

impl Database {
    /// Opens `url`: `sqlite://FILE?mode=rwc` or `postgres://…`. The folder of a SQLite file is created. On PostgreSQL
    /// at most so many connections are open at once, half of them for writing: each prepares by itself what units send.
    pub async fn open(url: &str, postgres_connections: u32) -> Result<Self, DbErr> {
        let doubt = Arc::<Doubt>::default();
        let (mut reader, mut writer, lookout) = if let Some(rest) = url.strip_prefix("sqlite:") {
            create_folder(rest)?;
            let writer = sea_orm::Database::connect(sqlite(url, 1)).await?;
            let mut readers = sqlite(url, SQLITE_READERS);
            deadline::watched(&mut readers);
            (sea_orm::Database::connect(readers).await?, writer, aside(sqlite(url, 1)).await?)
        } else {
            let writers = (postgres_connections / 2).max(1);
            let readers = postgres_connections.saturating_sub(writers).max(1);
            let pool =
                async |connections| sea_orm::Database::connect(postgres::pool(url, connections, doubt.clone())).await;
            (pool(readers).await?, pool(writers).await?, aside(postgres::lookout(url)).await?)
        };
        let statements = Arc::<AtomicU64>::default();
        let waits = Arc::<Waits>::default();
        for connection in [&mut reader, &mut writer] {
            let (sent, waited) = (statements.clone(), waits.clone());
            connection.set_metric_callback(move |info| {
                sent.fetch_add(1, Ordering::Relaxed);
                statements::sent(1);
                if LOCKING.iter().any(|end| info.statement.sql.ends_with(end)) {
                    waited.add(info.elapsed);
                }
            });
        }
        let commits = Arc::<AtomicU64>::default();
        let is_sqlite = writer.get_database_backend() == DbBackend::Sqlite;
        let turns = is_sqlite.then(|| Arc::new(Writer::new(writer.clone(), commits.clone())));
        let connections = if is_sqlite { SQLITE_READERS } else { postgres_connections };
        Ok(Self { reader, writer, lookout, doubt, turns, statements, commits, waits, connections, until: None })
    }

    /// The same, for transactions whose statements must have ended by then; for those that may last when nothing is said.
    #[must_use]
    pub(crate) fn until(&self, until: Option<Instant>) -> Self {
        Self { until, ..self.clone() }
    }

    /// When the statements of transactions that are begun here must have ended, if that is said.
    pub(crate) const fn deadline(&self) -> Option<Instant> {
        self.until
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

    /// The connection on which an instance looks whether it may serve: never waited for by others, nor waiting for them.
    pub(crate) const fn lookout(&self) -> &DatabaseConnection {
        &self.lookout
    }

    /// The database does not answer now: connections of that time are not trusted.
    pub(crate) fn doubt(&self) {
        self.doubt.raise();
    }

    /// How many statements were sent since the start, apart from BEGIN, COMMIT and ROLLBACK.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// How often a lock was waited for since the start, and how long in all: on SQLite the writer's turn, on PostgreSQL
    /// each statement that locks rows, with what it takes by itself.
    pub fn lock_waits(&self) -> (u64, Duration) {
        let Waits { count, micros } = self.waits.as_ref();
        (count.load(Ordering::Relaxed), Duration::from_micros(micros.load(Ordering::Relaxed)))
    }

    /// How often SQLite's writer has committed since the start: units that wait for each other share a commit.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Begins a unit of work: READ COMMITTED with row locks on PostgreSQL, under the writer's turn on SQLite.
    pub async fn begin(&self) -> Result<WriteTransaction, DbErr> {
        self.begin_telling("").await
    }

    /// The same, for what is done another way when a row stays locked by somebody else.
    pub(crate) async fn begin_impatiently(&self) -> Result<WriteTransaction, DbErr> {
        self.begin_telling(postgres::IMPATIENT).await
    }

    async fn begin_telling(&self, settings: &str) -> Result<WriteTransaction, DbErr> {
        if let Some(turns) = &self.turns {
            let since = Instant::now();
            let begun = to_its_end(turns.clone().begin()).await;
            self.waits.add(since.elapsed());
            return begun;
        }
        let (writer, connections) = (self.writer.clone(), self.connections);
        let doubt = self.doubt.clone();
        let begun = async move { unless(&doubt, begun(&writer, TransactionOptions::default(), connections)).await };
        let transaction = to_its_end(begun).await?;
        match self.until {
            Some(until) => deadline::tell(&transaction, settings, until).await?,
            None if settings.is_empty() => {}
            None => {
                transaction.execute_unprepared(settings).await?;
            }
        }
        Ok(WriteTransaction { transaction, turn: Turn::free() })
    }

    /// Begins a consistent read: everything seen through it is of one moment.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = self.turns.is_some().then_some(SqliteTransactionMode::Deferred);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        let (reader, connections, until) = (self.reader.clone(), self.connections, self.until);
        let doubt = self.doubt.clone();
        let begun = async move { deadline::taken(until, unless(&doubt, begun(&reader, options, connections))).await };
        let snapshot = to_its_end(begun).await?;
        match self.until {
            _ if self.turns.is_some() => {}
            Some(until) => deadline::tell(&snapshot, postgres::SNAPSHOT, until).await?,
            None => {
                let (snapshot_of, patient) = (postgres::SNAPSHOT, postgres::PATIENT);
                snapshot.execute_unprepared(&format!("{snapshot_of}{patient}")).await?;
            }
        }
        Ok(snapshot)
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.lookout.clone().close().await?;
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

/// Begins, unless the database is found not to answer meanwhile: BEGIN may have been swallowed together with its connection,
/// and nobody else would give it up. The connection is not kept.
async fn unless<T>(doubt: &Doubt, begin: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    let since = Instant::now();
    let mut begin = std::pin::pin!(begin);
    loop {
        match tokio::time::timeout(GLANCE, begin.as_mut()).await {
            Ok(done) => return done,
            Err(_) if since.elapsed() > LONGEST_BEGIN && doubt.is_younger_than(since.elapsed()) => {
                return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
            }
            Err(_) => {}
        }
    }
}

/// Begins a transaction, on another connection if the first has died unnoticed: nothing was sent on it yet.
async fn begun(
    pool: &DatabaseConnection,
    options: TransactionOptions,
    connections: u32,
) -> Result<DatabaseTransaction, DbErr> {
    for _ in 0..connections {
        match pool.begin_with_options(options).await {
            Err(error) if has_died(&error) => {}
            begun => return begun,
        }
    }
    pool.begin_with_options(options).await
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false);
    // A connection that has died is found by BEGIN, which is sent again on another.
    options.connect_timeout(CONNECT_TIMEOUT).acquire_timeout(BUSY_TIMEOUT).test_before_acquire(false);
    options
}

/// One connection, opened when it is used.
async fn aside(mut options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    sea_orm::Database::connect(options.min_connections(0).connect_lazy(true).to_owned()).await
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(|options| {
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .statement_cache_capacity(STATEMENTS)
            .busy_timeout(BUSY_TIMEOUT);
        match faults::most_pages() {
            Some(pages) => options.pragma("max_page_count", pages),
            None => options,
        }
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
