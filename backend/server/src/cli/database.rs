//! Opening the database, and saying what is wrong with it without giving its password away.

use std::sync::Arc;
use std::time::Duration;

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::{Docket, Fault};
use sea_orm::DbErr;

use super::Failed;

/// How long opening may take: somebody waits at the terminal.
const PATIENCE: Duration = Duration::from_secs(6);

/// Opens the database as it is.
pub(super) async fn open(url: &str) -> Result<Docket, Failed> {
    open_with(url, Arc::new(SystemClock)).await
}

/// Opens the database under another clock.
pub(super) async fn open_with(url: &str, clock: Arc<dyn Clock>) -> Result<Docket, Failed> {
    if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Failed::misused(format!(
            "the database URL must begin with sqlite://, postgres:// or postgresql://, and this one does not: {}",
            redacted(url)
        )));
    }
    match tokio::time::timeout(PATIENCE, Docket::open_with(url, clock)).await {
        Ok(opened) => opened.map_err(|fault| explain(url, &fault)),
        Err(_) => Err(unreachable(&redacted(url), &format!("no connection within {} seconds", PATIENCE.as_secs()))),
    }
}

/// What is wrong, for the person at the terminal.
pub(super) fn explain(url: &str, fault: &Fault) -> Failed {
    let shown = redacted(url);
    let why = fault.to_string().replace(url, &shown);
    match fault {
        Fault::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => unreachable(&shown, &why),
        Fault::Unready(why) => Failed::new(why.clone()),
        _ => Failed::new(format!("{why} (at {shown})")),
    }
}

fn unreachable(shown: &str, why: &str) -> Failed {
    let check = "Is the address right, is it running, and may you use it?";
    Failed::new(format!("the database at {shown} cannot be opened ({why}). {check}"))
}

/// The URL without its password.
pub(super) fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return hide_parameter(url) };
    // The last @ ends the password, as for those who forgot to encode one.
    let shown = match rest.rsplit_once('@') {
        Some((account, host)) => {
            let user = account.split(':').next().unwrap_or_default();
            let hidden = if account.contains(':') { ":***" } else { "" };
            format!("{scheme}://{user}{hidden}@{host}")
        }
        None => url.to_owned(),
    };
    hide_parameter(&shown)
}

fn hide_parameter(url: &str) -> String {
    let Some((address, parameters)) = url.split_once('?') else { return url.to_owned() };
    let shown: Vec<String> = parameters
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.eq_ignore_ascii_case("password") => format!("{name}=***"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{address}?{}", shown.join("&"))
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("postgres://docket:s3cret@db:5432/docket", "postgres://docket:***@db:5432/docket"),
            ("postgres://docket:s3:c@ret@db/docket", "postgres://docket:***@db/docket"),
            ("postgres://docket@db/docket?password=s3cret&x=1", "postgres://docket@db/docket?password=***&x=1"),
            ("sqlite://data/docket.db?mode=rwc", "sqlite://data/docket.db?mode=rwc"),
            ("mysql:s3cret", "mysql:s3cret"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }
}
