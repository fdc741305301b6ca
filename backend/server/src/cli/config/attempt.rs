//! Trying what the settings name: each answer a sentence, and what to do about it.
//!
//! Nothing is created or changed: a check may be made beside a server that runs.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::cli::database;
use crate::config::Settings;
use crate::config::kafka::Access;
use crate::config::value::RelayState;

/// What was tried, and what came of it.
pub(super) async fn all(settings: &Settings) -> Vec<(&'static str, Result<String, String>)> {
    let (database, way_out) = tokio::join!(database(settings), way_out(settings));
    vec![("database", database), ("listen", listen(settings.listen)), way_out]
}

async fn way_out(settings: &Settings) -> (&'static str, Result<String, String>) {
    if settings.relay == RelayState::Off {
        return ("events", Ok("the relay is off: somebody else publishes them".to_owned()));
    }
    match Access::of(settings) {
        Some(Ok(access)) => ("brokers", crate::relay::brokers_answer(&access).await),
        Some(Err(why)) => ("brokers", Err(why)),
        None => ("events", folder(&settings.event_dir)),
    }
}

async fn database(settings: &Settings) -> Result<String, String> {
    let shown = &settings.database_url;
    if let Some(file) = shown.file().filter(|file| !file.exists()) {
        if !shown.creates() {
            return Err(format!("{} is not there: add ?mode=rwc to the address to create it", file.display()));
        }
        let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
        writable(&folder)?;
        return Ok(format!("{shown} is not there yet: `docket migrate` or `docket serve` creates it"));
    }
    let docket = database::open(settings).await.map_err(|failed| failed.message)?;
    let explained = |fault| database::explain(settings, &fault).message;
    let awaits = docket.awaits_migration().await.map_err(explained);
    // It was only looked at; a connection that does not close well has nothing to lose.
    let _ = docket.database().clone().close().await;
    if awaits? {
        return Ok(format!("{shown} answers, and is empty or older: `docket migrate` or `docket serve` brings it up"));
    }
    Ok(format!("{shown} answers, and is up to date"))
}

/// The port itself may be a running server's; the address must be this machine's.
fn listen(address: SocketAddr) -> Result<String, String> {
    let any_port = SocketAddr::new(address.ip(), 0);
    match std::net::TcpListener::bind(any_port) {
        Ok(_) => Ok(format!("{} is an address of this machine", address.ip())),
        Err(error) => {
            Err(format!("{} cannot be listened on ({error}): choose an address of this machine", address.ip()))
        }
    }
}

/// Whether events can be written to a folder.
pub(in crate::cli) fn folder(folder: &Path) -> Result<String, String> {
    writable(folder)?;
    let created = if folder.exists() { "" } else { ", and is created with the first event" };
    Ok(format!("{} can be written{created}", folder.display()))
}

/// Whether files can be made in a folder; where there is none yet, in the one that it would be created in.
fn writable(folder: &Path) -> Result<(), String> {
    let existing = folder.ancestors().find(|folder| folder.exists() && *folder != Path::new(""));
    let existing = existing.unwrap_or(Path::new("."));
    let shown = folder.display();
    if !existing.is_dir() {
        return Err(format!("{shown} cannot be a folder, because {} is a file: choose another", existing.display()));
    }
    let file = existing.join(format!(".docket-check-{}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(_) => std::fs::remove_file(&file).map_err(|error| format!("{} stays behind ({error})", file.display())),
        Err(error) => {
            let why = if error.kind() == ErrorKind::PermissionDenied {
                "permission denied".to_owned()
            } else {
                error.to_string()
            };
            Err(format!(
                "{shown} cannot be written ({why}): give this user the right to write there, or choose another folder"
            ))
        }
    }
}
