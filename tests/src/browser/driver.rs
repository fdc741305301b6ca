//! chromedriver, the process that steers a window, on a port of its own.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::PATIENCE;
use crate::environment;

/// How often the driver is started before its test fails. It asks IPv6 for a free port and then IPv4 for the same one,
/// and ends when another process was given that one in between; with many tests at once that happens.
const STARTS: usize = 5;

/// The driver's process, with the folder that it and the browser write into.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser hangs on a pipe to the driver and ends with it.
        end(&mut self.child);
    }
}

impl Driver {
    /// A driver that takes requests.
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("driver.log");
        for _ in 0..STARTS {
            let mut child = Command::new(environment::chromedriver())
                .arg("--port=0")
                .stdin(Stdio::null())
                .stdout(File::create(&log).unwrap())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            if let Some(port) = port(&mut child, &log).await {
                return Self { child, folder, port };
            }
            end(&mut child);
        }
        panic!("chromedriver does not start: {}", std::fs::read_to_string(&log).unwrap());
    }

    /// Where it takes requests.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The folder that goes with it.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn end(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

/// Waits until the driver says which port it was given. None if it ends, or says nothing for too long.
async fn port(child: &mut Child, log: &Path) -> Option<u16> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let said = std::fs::read_to_string(log).unwrap();
        if let Some((_, rest)) = said.split_once("started successfully on port ")
            && let Some((port, _)) = rest.split_once('.')
        {
            return Some(port.parse().unwrap());
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    None
}
