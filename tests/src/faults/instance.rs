//! One `docket`, as a process that is killed, stands still, crashes, and is started again at the same address.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::command::docket;

/// The longest that an instance may take until it is ready, with whatever it stands on being restarted meanwhile.
const PATIENCE: Duration = Duration::from_mins(2);
/// The pause before one that ended by itself is started again, as a service manager would.
const PAUSE: Duration = Duration::from_millis(300);

/// How it is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The address of its database.
    pub database_url: String,
    /// What follows `docket serve`.
    pub arguments: Vec<String>,
    /// Where it listens.
    pub port: u16,
    /// Where its log goes.
    pub log: PathBuf,
}

/// The process, or none.
#[derive(Debug)]
pub struct Instance {
    launch: Launch,
    child: Option<Child>,
    http: reqwest::Client,
}

impl Instance {
    /// One that is not started yet.
    pub fn new(launch: Launch) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(3)).build().unwrap();
        Self { launch, child: None, http }
    }

    /// Starts it, with further settings in its environment, and waits until it is ready. One that ends before, since what it
    /// stands on is not there, is started again.
    pub async fn start(&mut self, environment: &[(&str, String)]) {
        let begun = Instant::now();
        loop {
            if self.has_ended().is_some() || self.child.is_none() {
                self.spawn(environment);
            }
            if self.is_ready().await {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "an instance does not get ready: {}", self.launch.log.display());
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Starts it and waits for nothing.
    pub fn spawn(&mut self, environment: &[(&str, String)]) {
        let log = || -> File { OpenOptions::new().create(true).append(true).open(&self.launch.log).unwrap() };
        let listen = format!("127.0.0.1:{}", self.launch.port);
        let mut command = docket(&self.launch.database_url, &["serve", "--listen", &listen, "--log-format", "json"]);
        command.args(&self.launch.arguments).stdout(log()).stderr(log());
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        self.child = Some(command.spawn().unwrap());
    }

    /// Ends it as a power cut does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(&mut self) {
        self.signal("-TERM");
        if !self.ends_within(Duration::from_secs(30)).await {
            self.kill();
        }
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: &str) {
        if let Some(child) = &self.child {
            drop(Command::new("kill").args([signal, &child.id().to_string()]).status());
        }
    }

    /// Whether it ends by itself within this time.
    pub async fn ends_within(&mut self, patience: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if self.has_ended().is_some() || self.child.is_none() {
                self.child = None;
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }

    /// How it ended, if it did so by itself.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.as_mut()?.try_wait().unwrap()
    }

    /// How often it has logged this.
    pub fn logged(&self, what: &str) -> usize {
        let log = std::fs::read(&self.launch.log).unwrap_or_default();
        String::from_utf8_lossy(&log).matches(what).count()
    }

    /// What it has logged that must not be there, whatever breaks around it.
    pub fn panics(&self) -> Vec<String> {
        let log = std::fs::read(&self.launch.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let marks = ["panicked at", "overflowed its stack", "broke its own promise", "\"internal: "];
        log.lines().filter(|line| marks.iter().any(|mark| line.contains(mark))).map(str::to_owned).collect()
    }

    async fn is_ready(&self) -> bool {
        let asked = self.http.get(format!("http://127.0.0.1:{}/health/ready", self.launch.port)).send().await;
        asked.is_ok_and(|answer| answer.status() == 200)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.kill();
    }
}
