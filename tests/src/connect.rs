//! Kafka Connect in one process, run with the files of docs/examples/kafka-connect as an operator would.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::environment;

/// The longest that it may take to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// A worker; dropping it kills it.
#[derive(Debug)]
pub struct Connect {
    child: Child,
    log: PathBuf,
}

impl Connect {
    /// Starts one with these two files, in a folder that its log is written to.
    pub fn start(folder: &Path, worker: &Path, connector: &Path, environment: &[(&str, &str)]) -> Self {
        let log = folder.join("connect.log");
        let output = File::options().create(true).append(true).open(&log).unwrap();
        let libraries = environment::connect().join("libs").join("*");
        let child = Command::new("java")
            .args(["-Xmx256m", "-Xms128m", "-XX:TieredStopAtLevel=1", "-cp"])
            .arg(libraries)
            .arg("org.apache.kafka.connect.cli.ConnectStandalone")
            .args([worker, connector])
            .envs(environment.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    /// Everything that it and those before it in its folder have logged.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned()
    }

    /// It runs, and so does its connector.
    pub fn assert_sound(&mut self) {
        let ended = self.child.try_wait().unwrap();
        let log = self.log();
        assert!(ended.is_none(), "Kafka Connect ended with {ended:?}: {log}");
        let errors: Vec<&str> = log.lines().filter(|line| line.contains(" ERROR ")).collect();
        assert!(errors.is_empty(), "{errors:#?}: {log}");
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub async fn stop(mut self) {
        self.assert_sound();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "Kafka Connect does not stop: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Connect {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A file of properties with other values for some keys, each of which it must have.
pub fn with(properties: &str, values: &[(&str, &str)]) -> String {
    let mut used = 0;
    let lines: Vec<String> = properties
        .lines()
        .map(|line| {
            let key = line.split('=').next().unwrap_or_default();
            values.iter().find(|(other, _)| *other == key).map_or_else(
                || line.to_owned(),
                |(key, value)| {
                    used += 1;
                    format!("{key}={value}")
                },
            )
        })
        .collect();
    assert_eq!(used, values.len(), "not every one of {values:?} is in {properties}");
    lines.join("\n") + "\n"
}
