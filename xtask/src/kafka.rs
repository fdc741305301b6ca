//! A private Apache Kafka for one test run: the real broker, from Maven, on free ports, gone afterwards; and kcat,
//! which reads what arrived without knowing anything of ours.

use std::{
    fs,
    io::Read as _,
    net::TcpListener,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::{
    debian,
    interrupt::on_interrupt,
    workspace::{Workspace, on_path},
};

const VERSION: &str = "4.3.0";
/// How long the broker may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running broker. Dropping it, or Ctrl-C, stops the broker and removes its directory.
pub(crate) struct Kafka {
    broker: Arc<Mutex<Option<Broker>>>,
    /// As a client writes it: `127.0.0.1:PORT`.
    pub(crate) address: String,
}

struct Broker {
    process: Child,
    home: PathBuf,
}

/// Makes sure that the broker's libraries lie in `.tools` and that kcat and Java are installed. The answer is where
/// the libraries are.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    for (program, package) in [("java", "default-jre-headless"), ("mvn", "maven"), ("kcat", "kcat")] {
        if on_path(&[program]).is_none() {
            debian::install(sh, &format!("{program} (for the tests with Kafka)"), &[package])?;
        }
    }
    let home = workspace.tools().join(format!("kafka-{VERSION}"));
    let (libraries, complete) = (home.join("libs"), home.join("complete"));
    if !complete.is_file() {
        println!("Apache Kafka {VERSION} is not in .tools yet: fetching it with Maven, once");
        fs::create_dir_all(&home)?;
        let pom = home.join("pom.xml");
        fs::write(&pom, project())?;
        cmd!(sh, "mvn --quiet --batch-mode --file {pom} dependency:copy-dependencies -DoutputDirectory={libraries}")
            .run()?;
        fs::write(complete, "")?;
    }
    Ok(libraries)
}

fn project() -> String {
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\
         <groupId>docket</groupId><artifactId>kafka-for-tests</artifactId><version>1</version><dependencies><dependency>\
         <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version>\
         </dependency></dependencies></project>\n"
    )
}

impl Kafka {
    /// Starts a broker and waits until it answers.
    pub(crate) fn start(sh: &Shell, libraries: &Path) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("docket-kafka-").tempdir()?.keep();
        let (port, controller) = free_ports()?;
        let address = format!("127.0.0.1:{port}");
        let settings = home.join("server.properties");
        fs::write(&settings, properties(port, controller, &home.join("data")))?;
        let mut format = java(libraries);
        format.args(["kafka.tools.StorageTool", "format", "-t", &cluster_id()?, "-c"]).arg(&settings);
        if !format.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success() {
            bail!("Kafka's storage in {} could not be prepared", home.display());
        }
        let log = fs::File::create(home.join("log"))?;
        let mut broker = java(libraries);
        broker.args(["kafka.Kafka"]).arg(&settings).stdout(log.try_clone()?).stderr(log);
        // A group of its own: Ctrl-C reaches us alone, and we end the broker in an orderly way.
        let process = broker.process_group(0).spawn()?;
        let broker = Arc::new(Mutex::new(Some(Broker { process, home: home.clone() })));
        let kafka = Self { broker: Arc::clone(&broker), address };
        on_interrupt(move || stop(&broker))?;
        let begin = Instant::now();
        let address = &kafka.address;
        while cmd!(sh, "kcat -b {address} -L -m 1").quiet().ignore_stdout().ignore_stderr().run().is_err() {
            if begin.elapsed() > PATIENCE {
                bail!("Kafka does not answer: {}", fs::read_to_string(home.join("log")).unwrap_or_default());
            }
            sleep(Duration::from_millis(200));
        }
        println!("Kafka listens on {address}, in {}", home.display());
        Ok(kafka)
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        stop(&self.broker);
    }
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

fn java(libraries: &Path) -> Command {
    let mut java = Command::new("java");
    java.args(["-Xmx256m", "-Xms128m", "-XX:TieredStopAtLevel=1", "-cp"]).arg(libraries.join("*"));
    java.stdin(Stdio::null());
    java
}

fn properties(port: u16, controller: u16, data: &Path) -> String {
    format!(
        "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={}
num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
",
        data.display()
    )
}

/// 16 random bytes in base64 for addresses, as Kafka wants a cluster's id.
fn cluster_id() -> Result<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom").and_then(|mut random| random.read_exact(&mut bytes)).context("random bytes")?;
    let mut bits = u128::from_be_bytes(bytes);
    let mut id = String::with_capacity(22);
    // 21 digits of 6 bits, from the top; the last digit carries the 2 bits that are left.
    for _ in 0..21 {
        id.push(char::from(DIGITS[usize::try_from(bits >> 122)?]));
        bits <<= 6;
    }
    id.push(char::from(DIGITS[usize::try_from(bits >> 122)?]));
    Ok(id)
}

/// Two ports that were free a moment ago; the broker takes them at once.
fn free_ports() -> Result<(u16, u16)> {
    let (one, two) = (TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?);
    Ok((one.local_addr()?.port(), two.local_addr()?.port()))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::{Kafka, cluster_id, ensure};
    use crate::workspace::Workspace;

    #[test]
    fn a_clusters_id_is_22_digits_and_another_each_time() {
        let (one, two) = (cluster_id().unwrap(), cluster_id().unwrap());
        assert_eq!((one.len(), two.len()), (22, 22));
        assert_ne!(one, two);
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
}
