//! A private Apache Kafka for one test run: the real broker, from Maven, on free ports, gone afterwards; and kcat,
//! which reads what arrived without knowing anything of ours.

mod secure;

use std::{
    fs,
    io::Read as _,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;
use xshell::{Shell, cmd};

use crate::{
    debian,
    interrupt::on_interrupt,
    ports,
    workspace::{Workspace, on_path},
};

use secure::Secure;

pub(crate) const VERSION: &str = "4.3.0";
/// What Kafka's log is written with: the version that its libraries ask for.
const LOGGER_VERSION: &str = "1.7.36";
/// What Java runs the broker with. Its settings allow the cleaner of logs 8 MiB: the usual 128 in one piece are not to be
/// had in so little memory when there is much to recover after a crash.
const JVM: &str = "-Xmx256m -Xms128m -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn";
/// How long the broker may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many brokers are started before it is given up.
const ATTEMPTS: u32 = 3;

/// A running broker. Dropping it, or Ctrl-C, stops the broker and removes its directory.
pub(crate) struct Kafka {
    broker: Arc<Mutex<Option<Broker>>>,
    /// As a client writes it: `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// Where it listens with TLS.
    pub(crate) secure: Secure,
}

struct Broker {
    process: Child,
    home: PathBuf,
}

/// Makes sure that the broker's libraries lie in `.tools` and that kcat and Java are installed. The answer is where
/// the libraries are.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let needed = [("java", "default-jre-headless"), ("mvn", "maven"), ("kcat", "kcat"), ("openssl", "openssl")];
    for (program, package) in needed {
        if on_path(&[program]).is_none() {
            debian::install(sh, &format!("{program} (for the tests with Kafka)"), &[package])?;
        }
    }
    let home = workspace.tools().join(format!("kafka-{VERSION}"));
    let (libraries, complete) = (home.join("libs"), home.join("complete"));
    let project = project("kafka-for-tests", &["kafka_2.13"]);
    // It says what was fetched: another list is fetched anew.
    if fs::read_to_string(&complete).ok().as_ref() != Some(&project) {
        println!("Apache Kafka {VERSION} is not in .tools yet: fetching it with Maven, once");
        fs::create_dir_all(&home)?;
        let pom = home.join("pom.xml");
        fs::write(&pom, &project)?;
        cmd!(sh, "mvn --quiet --batch-mode --file {pom} dependency:copy-dependencies -DoutputDirectory={libraries}")
            .run()?;
        fs::write(complete, project)?;
    }
    Ok(libraries)
}

/// What Maven is asked for: these artifacts of Kafka, and a logger that writes to the terminal.
pub(crate) fn project(name: &str, artifacts: &[&str]) -> String {
    let dependency = |group: &str, artifact: &str, version: &str| {
        format!(
            "<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>\
             <version>{version}</version></dependency>"
        )
    };
    let artifacts: String =
        artifacts.iter().map(|artifact| dependency("org.apache.kafka", artifact, VERSION)).collect();
    let logger = dependency("org.slf4j", "slf4j-simple", LOGGER_VERSION);
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\
         <groupId>docket</groupId><artifactId>{name}</artifactId><version>1</version>\
         <dependencies>{artifacts}{logger}</dependencies></project>\n"
    )
}

impl Kafka {
    /// Starts a broker and waits until it answers; another one if it does not.
    pub(crate) fn start(sh: &Shell, libraries: &Path) -> Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::start_once(sh, libraries, ports::free()?) {
                Err(error) if attempt < ATTEMPTS => println!("Kafka is started again: {error:#}"),
                ended => return ended,
            }
            attempt += 1;
        }
    }

    fn start_once(sh: &Shell, libraries: &Path, ports: [u16; 4]) -> Result<Self> {
        let (directory, secure) = prepare(libraries, ports, ports[0])?;
        Self::serve(sh, directory, secure, ports[0])
    }

    /// Runs a prepared broker, which listens on this port.
    fn serve(sh: &Shell, directory: TempDir, secure: Secure, port: u16) -> Result<Self> {
        let home = directory.path().to_owned();
        let address = format!("127.0.0.1:{port}");
        let (settings, log) = (settings(&home), home.join("log"));
        let written = || fs::read_to_string(&log).unwrap_or_default();
        let mut broker = java(&settings, &log)?;
        // A group of its own: Ctrl-C reaches us alone, and we end the broker in an orderly way.
        let process = broker.args(["kafka.Kafka"]).arg(&settings).process_group(0).spawn()?;
        let broker = Arc::new(Mutex::new(Some(Broker { process, home: directory.keep() })));
        let kafka = Self { broker: Arc::clone(&broker), address, secure };
        on_interrupt(move || stop(&broker))?;
        let begin = Instant::now();
        let address = &kafka.address;
        while cmd!(sh, "kcat -b {address} -L -m 1").quiet().ignore_stdout().ignore_stderr().run().is_err() {
            if let Some(status) = kafka.ended()? {
                bail!("Kafka ended with {status}: {}", written());
            }
            if begin.elapsed() > PATIENCE {
                bail!("Kafka does not answer: {}", written());
            }
            sleep(Duration::from_millis(200));
        }
        println!("Kafka listens on {address}, in {}", home.display());
        Ok(kafka)
    }

    /// How the broker ended, if it has.
    fn ended(&self) -> Result<Option<ExitStatus>> {
        let mut broker = self.broker.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(broker.as_mut().map(|broker| broker.process.try_wait()).transpose()?.flatten())
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        stop(&self.broker);
    }
}

/// A directory with the settings and the storage of a broker that is not started. It tells clients that it is at the port
/// `known`, where something may stand in between.
pub(crate) fn prepare(libraries: &Path, ports: [u16; 4], known: u16) -> Result<(TempDir, Secure)> {
    let directory = tempfile::Builder::new().prefix("docket-kafka-").tempdir()?;
    let home = directory.path();
    let (settings, log) = (settings(home), home.join("log"));
    let written = || fs::read_to_string(&log).unwrap_or_default();
    fs::write(options(&settings), format!("{JVM}\n-cp \"{}\"\n", libraries.join("*").display()))?;
    let [_, tls, mutual, _] = ports;
    let secure = Secure::on(tls, mutual, home, &log).with_context(written)?;
    fs::write(&settings, properties(ports, known, &home.join("data")) + &Secure::properties(home))?;
    let mut format = java(&settings, &log)?;
    format.args(["kafka.tools.StorageTool", "format", "-t", &cluster_id()?]).args(Secure::scram());
    format.arg("-c").arg(&settings);
    if !format.status()?.success() {
        bail!("Kafka's storage in {} could not be prepared: {}", home.display(), written());
    }
    Ok((directory, secure))
}

/// Where a prepared broker's settings are.
pub(crate) fn settings(home: &Path) -> PathBuf {
    home.join("server.properties")
}

/// Beside them: what Java runs it with, in the form of a file of arguments.
fn options(settings: &Path) -> PathBuf {
    settings.with_file_name("jvm.options")
}

/// Runs once, whoever comes first. Nothing outlives the run, so the broker is not asked to put anything in order.
fn stop(broker: &Mutex<Option<Broker>>) {
    let Some(Broker { mut process, home }) = broker.lock().unwrap_or_else(PoisonError::into_inner).take() else {
        return;
    };
    if let Err(error) = process.kill().and_then(|()| process.wait()) {
        println!("Kafka in {} may still run: {error}", home.display());
        return;
    }
    if let Err(error) = fs::remove_dir_all(&home) {
        println!("{} is left behind: {error}", home.display());
    }
}

/// A program of Kafka's; what goes wrong in it stands in the log.
fn java(settings: &Path, log: &Path) -> Result<Command> {
    let log = fs::OpenOptions::new().create(true).append(true).open(log)?;
    let mut java = Command::new("java");
    java.arg(format!("@{}", options(settings).display()));
    java.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok(java)
}

fn properties([port, tls, mutual, controller]: [u16; 4], known: u16, data: &Path) -> String {
    let listener = |name: &str, port: u16| format!("{name}://127.0.0.1:{port}");
    let secure = format!("{},{}", listener("SASL_SSL", tls), listener("MUTUAL", mutual));

    format!(
        "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners={},{secure},{}
advertised.listeners={},{secure}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,MUTUAL:SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={}
num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=8388608
",
        listener("PLAINTEXT", port),
        listener("CONTROLLER", controller),
        listener("PLAINTEXT", known),
        data.display()
    )
}

/// 16 random bytes in base64 for addresses, as Kafka wants a cluster's id.
fn cluster_id() -> Result<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom").and_then(|mut random| random.read_exact(&mut bytes)).context("random bytes")?;
    // Half of the digits can be the first: not the dash, which would be taken for an option.
    let mut bits = u128::from_be_bytes(bytes) >> 1;
    let mut id = String::with_capacity(22);
    // 21 digits of 6 bits, from the top; the last digit carries the 2 bits that are left.
    for _ in 0..21 {
        id.push(char::from(DIGITS[usize::try_from(bits >> 122)?]));
        bits <<= 6;
    }
    id.push(char::from(DIGITS[usize::try_from(bits >> 122)?]));
    Ok(id)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        net::{TcpListener, TcpStream},
        time::Instant,
    };

    use super::{Kafka, PATIENCE, cluster_id, ensure, options, prepare, settings};
    use crate::{ports, workspace::Workspace};

    #[test]
    fn a_clusters_id_is_22_digits_and_another_each_time() {
        let (one, two) = (cluster_id().unwrap(), cluster_id().unwrap());
        assert_eq!((one.len(), two.len()), (22, 22));
        assert_ne!(one, two);
    }

    #[test]
    fn a_clusters_id_is_never_taken_for_an_option() {
        assert!((0..2_000).all(|_| !cluster_id().unwrap().starts_with('-')));
    }

    #[test]
    fn a_dropped_broker_no_longer_listens_and_leaves_no_files() {
        let workspace = Workspace::open().unwrap();
        let kafka = Kafka::start(&workspace.sh, &ensure(&workspace).unwrap()).unwrap();
        let address = kafka.address.clone();
        let home = kafka.broker.lock().unwrap().as_ref().unwrap().home.clone();
        TcpStream::connect(&address).unwrap();

        drop(kafka);

        assert!(TcpStream::connect(&address).is_err(), "something still listens on {address}");
        assert!(!home.exists(), "{} is left behind", home.display());
    }

    #[test]
    fn a_broker_starts_with_half_of_its_memory() {
        let workspace = Workspace::open().unwrap();
        let ports = ports::free().unwrap();
        let (directory, secure) = prepare(&ensure(&workspace).unwrap(), ports, ports[0]).unwrap();
        let options = options(&settings(directory.path()));
        let usual = fs::read_to_string(&options).unwrap();
        let half = usual.replace("-Xmx256m", "-Xmx128m");
        assert_ne!(usual, half);
        fs::write(options, half).unwrap();

        Kafka::serve(&workspace.sh, directory, secure, ports[0]).unwrap();
    }

    #[test]
    fn a_broker_that_finds_its_port_taken_says_so_at_once() {
        let workspace = Workspace::open().unwrap();
        let libraries = ensure(&workspace).unwrap();
        let [port, tls, mutual, controller] = ports::free().unwrap();
        let _taken = TcpListener::bind(("127.0.0.1", controller)).unwrap();
        let begin = Instant::now();
        let Err(error) = Kafka::start_once(&workspace.sh, &libraries, [port, tls, mutual, controller]) else {
            panic!("it started")
        };
        assert!(error.to_string().contains("Address already in use"), "{error}");
        assert!(begin.elapsed() < PATIENCE);
    }
}
