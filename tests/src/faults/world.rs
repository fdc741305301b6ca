//! Everything that runs during a soak, each thing behind a wire that can be broken.

use std::path::{Path, PathBuf};
use std::time::Instant;

use tokio::sync::Mutex;

use super::instance::{Instance, Launch};
use super::plan;
use super::pulse::Pulse;
use super::service::{Kafka, Postgres};
use crate::database::Engine;
use crate::port;
use crate::proxy::Proxy;

/// The processes of a soak. Dropping it ends them.
#[derive(Debug)]
pub struct World {
    /// Which database it is about.
    pub engine: Engine,
    /// The instances; who holds one may stop and start it.
    pub instances: Vec<Mutex<Instance>>,
    /// What clients reach each instance through.
    pub doors: Vec<Proxy>,
    /// The database server, if there is one.
    pub postgres: Option<Postgres>,
    /// The broker that events go to, if they go to one.
    pub kafka: Option<Mutex<Kafka>>,
    /// The database, without a wire between.
    pub database_url: String,
    /// How soon things went again.
    pub pulse: Pulse,
    /// Where the broker is, as clients write it.
    pub broker: String,
    folder: PathBuf,
    begun: Instant,
}

impl World {
    /// Starts everything on an empty database: PostgreSQL with two instances and Kafka, or SQLite with one and files.
    pub async fn start(engine: Engine, folder: &Path) -> Self {
        let (postgres, kafka) = match engine {
            Engine::Sqlite => (None, None),
            Engine::Postgres => (Some(Postgres::open().await), Some(Kafka::start(folder).await)),
        };
        let file = format!("sqlite://{}?mode=rwc", folder.join("docket.db").display());
        let database_url = postgres.as_ref().map_or_else(|| file.clone(), |postgres| postgres.url.clone());
        let through_wire = postgres.as_ref().map_or(file, |postgres| postgres.url_through_wire.clone());
        let broker = kafka.as_ref().map(Kafka::address).unwrap_or_default();
        let events = folder.join("events").display().to_string();
        let arguments = match kafka {
            Some(_) => vec!["--kafka-brokers".to_owned(), broker.clone()],
            None => vec!["--event-dir".to_owned(), events],
        };
        let (mut instances, mut doors) = (Vec::new(), Vec::new());
        for number in 0..plan::instances(engine) {
            let port = port::free();
            let mut instance = Instance::new(Launch {
                database_url: through_wire.clone(),
                arguments: arguments.clone(),
                port,
                log: folder.join(format!("docket-{number}.log")),
            });
            instance.start(&[]).await;
            instances.push(Mutex::new(instance));
            doors.push(Proxy::before(&format!("127.0.0.1:{port}")).await);
        }
        Self {
            engine,
            instances,
            doors,
            postgres,
            kafka: kafka.map(Mutex::new),
            database_url,
            pulse: Pulse::default(),
            broker,
            folder: folder.to_owned(),
            begun: Instant::now(),
        }
    }

    /// The API of an instance, of whichever number, through its wire.
    pub fn address(&self, number: usize) -> String {
        let door = &self.doors[number % self.doors.len()];
        format!("{}/graphql", door.address())
    }

    /// The folder of the event files.
    pub fn events(&self) -> PathBuf {
        self.folder.join("events")
    }

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.folder.join("docket.db")
    }

    /// Tells what happens, and when.
    #[expect(clippy::print_stdout, reason = "the log of faults is what people run this for")]
    pub fn tell(&self, what: &str) {
        println!("[{:7.2} s] {what}", self.begun.elapsed().as_secs_f64());
    }
}
