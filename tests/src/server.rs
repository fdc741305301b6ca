//! The binary, serving: on a port that the system picks, on a database of its own, with its log kept for a look.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::api::Api;
use crate::command::docket;
use crate::database::{Database, Engine};
use crate::process;

/// The longest that a server may take to be ready, migration included.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; dropping it kills it, and fails the test if it had a fault.
#[derive(Debug)]
pub struct Server {
    child: Mutex<Child>,
    url: String,
    log: PathBuf,
    folder: TempDir,
    database: Option<Database>,
    /// How much of the log has been looked at.
    looked_at: AtomicUsize,
    /// Whether the test itself makes it fail.
    may_fail: AtomicBool,
}

impl Server {
    /// Starts one on an empty database.
    pub async fn start(engine: Engine) -> Self {
        Self::start_on(Database::new(engine).await).await
    }

    /// Starts one on this database, and waits until it is ready.
    pub async fn start_on(database: Database) -> Self {
        Self::start_as(database, |command| command).await
    }

    /// Starts one on this database with further flags.
    pub async fn start_with(database: Database, flags: &[&str]) -> Self {
        Self::start_as(database, |mut command| {
            command.args(flags);
            command
        })
        .await
    }

    /// Starts one on this database by another command than the usual one.
    pub async fn start_as(database: Database, alter: impl FnOnce(Command) -> Command) -> Self {
        let url = database.url().to_owned();
        let mut server = Self::start_beside(&url, alter).await;
        server.database = Some(database);
        server
    }

    /// Starts one more on a database that others serve, too, by another command than the usual one.
    pub async fn start_beside(database_url: &str, alter: impl FnOnce(Command) -> Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log.jsonl");
        let output = File::create(&log).unwrap();
        let usual = docket(database_url, &["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
        let mut child = alter(usual)
            .current_dir(folder.path())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let url = listening(&mut child, &log).await;
        let server = Self {
            child: Mutex::new(child),
            url,
            log,
            folder,
            database: None,
            looked_at: AtomicUsize::new(0),
            may_fail: AtomicBool::new(false),
        };
        assert_eq!(server.api().get("/health/ready").await.status, 200);
        server
    }

    /// The server that the tests of this binary share, one a database; it ends with the last who holds it.
    pub async fn shared(engine: Engine) -> Arc<Self> {
        static SHARED: [tokio::sync::Mutex<Weak<Server>>; 2] =
            [const { tokio::sync::Mutex::const_new(Weak::new()) }; 2];
        let mut shared = SHARED[usize::from(engine == Engine::Postgres)].lock().await;
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(Self::start(engine).await);
        *shared = Arc::downgrade(&server);
        server
    }

    /// Where it writes the files of events, if it was started without others.
    pub fn events(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child().id()
    }

    /// How much memory it holds, in bytes, as Linux counts it.
    pub fn memory(&self) -> u64 {
        process::memory(self.id())
    }

    /// A client of it.
    pub fn api(&self) -> Api {
        Api::new(&self.url)
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it as a power cut does, in the middle of whatever it is doing.
    pub fn kill(&self) {
        self.assert_sound();
        self.may_fail.store(true, Ordering::Relaxed);
        let mut child = self.child();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Ends it as a power cut does, and gives its database for another.
    pub fn cut(mut self) -> Database {
        self.assert_sound();
        self.database.take().unwrap()
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// It did not crash, and nothing in it has broken so far.
    pub fn assert_sound(&self) {
        let ended = self.child().try_wait().unwrap();
        let log = self.log();
        let ended = ended.filter(|status| !status.success() && !self.may_fail.load(Ordering::Relaxed));
        assert!(ended.is_none(), "the server ended with {ended:?}: {}", tail(&log));
        let faults = self.faults();
        assert!(faults.is_empty(), "the server had faults: {faults:#?}");
    }

    /// What it has logged in the span of the request with this id.
    pub fn logged_of(&self, request: &str) -> Vec<serde_json::Value> {
        let of_request = |line: &serde_json::Value| line["span"]["id"] == request;
        self.log().lines().filter_map(|line| serde_json::from_str(line).ok()).filter(of_request).collect()
    }

    /// The faults that it has logged since they were last asked for. Who asks expects some.
    pub fn faults(&self) -> Vec<String> {
        let log = self.log();
        let new = log.get(self.looked_at.swap(log.len(), Ordering::Relaxed)..).unwrap_or_default();
        new.lines().filter(|line| is_fault(line)).map(str::to_owned).collect()
    }

    /// The database that it serves.
    pub fn database(&self) -> &Database {
        self.database.as_ref().unwrap()
    }

    /// Asks it to stop, as a service manager does; gives its exit code.
    pub async fn stop(&self) -> Option<i32> {
        self.terminate();
        self.ended().await
    }

    /// Sends the signal to stop.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Makes it stand still, as a machine does that is moved to another host.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// It is to end badly; that fails no test.
    pub fn may_fail(&self) {
        self.may_fail.store(true, Ordering::Relaxed);
    }

    /// Waits until it has ended; gives its exit code.
    pub async fn ended(&self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child().try_wait().unwrap() {
                return status.code();
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not stop");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_sound();
        }
        let mut child = self.child();
        drop(child.kill());
        drop(child.wait());
    }
}

/// Waits for the server to say where it listens; it does so when it is ready.
async fn listening(child: &mut Child, log: &Path) -> String {
    let begun = Instant::now();
    loop {
        let said = std::fs::read_to_string(log).unwrap();
        if let Some((_, rest)) = said.split_once("Docket is at http://")
            && let Some((address, _)) = rest.split_once(',')
        {
            return format!("http://{address}");
        }
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended with {ended:?}: {}", tail(&said));
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the server does not get ready: {}", tail(&said));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A line of the log that must not be there, whatever a client does.
fn is_fault(line: &str) -> bool {
    ["\"level\":\"ERROR\"", "panicked at", "overflowed its stack"].iter().any(|mark| line.contains(mark))
}

fn tail(log: &str) -> &str {
    log.split_at_checked(log.len().saturating_sub(2_000)).map_or(log, |(_, tail)| tail)
}
