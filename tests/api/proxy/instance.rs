//! One instance of several, as compose.yml starts them: it keeps its port when it is started anew.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use docket_tests::command::{docket, ended};
use docket_tests::port;
use tempfile::TempDir;

/// The longest that it may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long it goes on when it is told to stop. The proxy needs less than a second to notice; compose.yml gives it more.
const UNREADY: &str = "2";

/// A running instance; dropping it kills it.
pub(super) struct Instance {
    child: Child,
    address: String,
    database: String,
    folder: TempDir,
}

impl Instance {
    pub(super) async fn start(database: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("127.0.0.1:{}", port::free());
        let child = spawn(database, &address, &folder);
        let mut instance = Self { child, address, database: database.to_owned(), folder };
        instance.ready().await;
        instance
    }

    /// Where it is: `host:port`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Stops it as a service manager does, and starts it again.
    pub(super) async fn restart(&mut self) {
        self.terminate().await;
        self.child = spawn(&self.database, &self.address, &self.folder);
        self.ready().await;
    }

    /// Stops it as a service manager does.
    pub(super) async fn stop(mut self) {
        self.terminate().await;
    }

    async fn ready(&mut self) {
        let begun = Instant::now();
        let url = format!("http://{}", self.address);
        while ended(docket(&self.database, &["health", "--url", &url])).await.code != Some(0) {
            let gone = self.child.try_wait().unwrap();
            assert!(gone.is_none() && begun.elapsed() < PATIENCE, "an instance is not ready: {}", self.log());
        }
    }

    async fn terminate(&mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "an instance does not stop: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(status.code(), Some(0), "{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        assert!(std::thread::panicking() || !self.log().contains("\"level\":\"ERROR\""), "{}", self.log());
    }
}

fn spawn(database: &str, address: &str, folder: &TempDir) -> Child {
    let log = File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    docket(database, &["serve", "--listen", address, "--log-format", "json", "--drain-ready-seconds", UNREADY])
        .current_dir(folder.path())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}
