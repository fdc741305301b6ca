//! HAProxy with the settings of deploy/haproxy.cfg, as compose.yml runs it; only addresses are others.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::environment;
use crate::port;

const SETTINGS: &str = include_str!("../../deploy/haproxy.cfg");
/// The longest that it may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A proxy; dropping it kills it.
#[derive(Debug)]
pub struct HaProxy {
    child: Child,
    url: String,
    log: PathBuf,
    _folder: TempDir,
}

impl HaProxy {
    /// One that stands before these two addresses, `host:port`, and waits until it answers.
    pub async fn start(one: &str, two: &str) -> Self {
        let listen = format!("127.0.0.1:{}", port::free());
        let mut settings = SETTINGS.to_owned();
        for (theirs, ours) in
            [("bind :8080", format!("bind {listen}")), ("docket-1:8000", one.into()), ("docket-2:8000", two.into())]
        {
            assert_eq!(settings.matches(theirs).count(), 1, "{theirs} in deploy/haproxy.cfg");
            settings = settings.replace(theirs, &ours);
        }
        let folder = tempfile::tempdir().unwrap();
        let (file, log) = (folder.path().join("haproxy.cfg"), folder.path().join("log"));
        std::fs::write(&file, settings).unwrap();
        let output = File::create(&log).unwrap();
        let child = Command::new(environment::haproxy())
            .args(["-W", "-db", "-f"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut proxy = Self { child, url: format!("http://{listen}"), log, _folder: folder };
        let begun = Instant::now();
        while TcpStream::connect(&listen).await.is_err() {
            let ended = proxy.child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "HAProxy does not start: {}", proxy.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        proxy
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it has said: a line a request, and what became of the instances.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }
}

impl Drop for HaProxy {
    fn drop(&mut self) {
        // The master ends its worker when it is asked to, not when it is killed.
        let id = self.child.id().to_string();
        drop(Command::new("kill").args(["-TERM", &id]).status());
        drop(self.child.wait());
    }
}
