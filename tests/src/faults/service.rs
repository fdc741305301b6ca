//! What instances stand on: a PostgreSQL server and a Kafka broker that `cargo xtask faults` has made, each behind a wire
//! that can be broken, and how they are stopped and started.

use std::fs::OpenOptions;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::environment;
use crate::proxy::Proxy;

/// How long a broker may take to answer.
const PATIENCE: Duration = Duration::from_mins(3);

/// PostgreSQL.
#[derive(Debug)]
pub struct Postgres {
    /// Its database, without a wire between.
    pub url: String,
    /// What instances reach it through.
    pub wire: Proxy,
    /// The same database as they address it.
    pub url_through_wire: String,
}

impl Postgres {
    /// A new database on the server.
    pub async fn open() -> Self {
        use sea_orm::ConnectionTrait as _;
        const NAME: &str = "faults";
        let server = environment::postgres();
        let connection = sea_orm::Database::connect(&server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE DATABASE {NAME}")).await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        let (head, address) = base.rsplit_once('@').expect("an address with a user");
        let wire = Proxy::before(address).await;
        let url_through_wire = format!("{head}@{}/{NAME}", wire.address());
        Self { url: format!("{base}/{NAME}"), wire, url_through_wire }
    }

    /// Stops and starts it: without putting anything in order, or letting nobody finish.
    pub async fn restart(&self, immediate: bool) {
        let mode = if immediate { "immediate" } else { "fast" };
        let data = environment::postgres_data();
        let mut command = Command::new(environment::pg_ctl());
        command.args(["restart", "-w", "-s", "-m", mode, "-D"]).arg(&data).arg("-l").arg(data.with_file_name("log"));
        // The server inherits what its starter has open: no pipes, or who reads them waits for its end.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.current_dir(data.parent().expect("a folder around the data"));
        if let Some((user, group)) = environment::postgres_owner() {
            command.uid(user).gid(group);
        }
        let status = tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap();
        assert!(status.success(), "PostgreSQL did not restart: {status}");
    }
}

/// A Kafka broker.
#[derive(Debug)]
pub struct Kafka {
    /// What instances reach it through; the broker itself names this address to who asks.
    pub wire: Proxy,
    settings: PathBuf,
    log: PathBuf,
    broker: Option<Child>,
}

impl Kafka {
    /// Starts the broker and waits until it answers.
    pub async fn start(folder: &Path) -> Self {
        let (port, wire) = environment::kafka_ports();
        let wire = Proxy::on(wire, &format!("127.0.0.1:{port}")).await;
        let settings = environment::kafka_settings();
        let mut kafka = Self { wire, settings, log: folder.join("kafka.log"), broker: None };
        kafka.begin().await;
        kafka
    }

    /// As clients write it.
    pub fn address(&self) -> String {
        self.wire.address()
    }

    /// Starts the broker again.
    pub async fn begin(&mut self) {
        let log = || OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let mut java = Command::new("java");
        let options = self.settings.with_file_name("jvm.options");
        java.arg(format!("@{}", options.display())).arg("kafka.Kafka").arg(&self.settings);
        let broker = java.stdin(Stdio::null()).stdout(log()).stderr(log()).spawn().unwrap();
        self.broker = Some(broker);
        let begun = Instant::now();
        loop {
            let mut ask = Command::new("kcat");
            ask.args(["-b", &self.address(), "-L", "-m", "5"]).stdout(Stdio::null()).stderr(Stdio::null());
            let answered = tokio::task::spawn_blocking(move || ask.status()).await.unwrap().unwrap();
            if answered.success() {
                return;
            }
            let ended = self.broker.as_mut().and_then(|broker| broker.try_wait().unwrap());
            let log = || std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(ended.is_none(), "Kafka ended with {ended:?}: {}", log());
            assert!(begun.elapsed() < PATIENCE, "Kafka does not answer: {}", log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Kills the broker.
    pub fn kill(&mut self) {
        if let Some(mut broker) = self.broker.take() {
            drop(broker.kill());
            drop(broker.wait());
        }
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        self.kill();
    }
}
