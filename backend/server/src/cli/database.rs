//! Opening the database, and saying what is wrong with it without giving its password away.

use std::sync::Arc;
use std::time::Duration;

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::docket::Options;
use docket_domain::{Docket, Fault};
use sea_orm::DbErr;

use super::Failed;
use crate::config::Settings;

/// How long opening may take: somebody waits at the terminal.
const PATIENCE: Duration = Duration::from_secs(6);

/// Opens the database as it is.
pub(super) async fn open(settings: &Settings) -> Result<Docket, Failed> {
    open_with(settings, Arc::new(SystemClock)).await
}

/// Opens the database and makes it ready: an empty or older one is migrated, another is refused.
pub(super) async fn prepared(settings: &Settings) -> Result<Docket, Failed> {
    let docket = open(settings).await?;
    docket.prepare().await.map_err(|fault| explain(settings, &fault))?;
    Ok(docket)
}

/// Opens the database under another clock.
pub(super) async fn open_with(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Docket, Failed> {
    let options =
        Options { postgres_connections: settings.database_connections.0, refusal_days: settings.refusal_days.0 };
    let opening = Docket::open_with(settings.database_url.as_str(), clock, options);
    match tokio::time::timeout(PATIENCE, opening).await {
        Ok(opened) => opened.map_err(|fault| explain(settings, &fault)),
        Err(_) => Err(unreachable(settings, &format!("no connection within {} seconds", PATIENCE.as_secs()))),
    }
}

/// What is wrong, for the person at the terminal.
pub(super) fn explain(settings: &Settings, fault: &Fault) -> Failed {
    let shown = settings.database_url.to_string();
    let why = fault.to_string().replace(settings.database_url.as_str(), &shown);
    match fault {
        Fault::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => unreachable(settings, &why),
        Fault::Unready(why) => Failed::new(why.clone()),
        _ => Failed::new(format!("{why} (at {shown})")),
    }
}

fn unreachable(settings: &Settings, why: &str) -> Failed {
    let check = "Is the address right, is it running, and may you use it?";
    Failed::new(format!("the database at {} cannot be opened ({why}). {check}", settings.database_url))
}
