//! PostgreSQL's own programs. They get the database from the environment, where no other user reads the password.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::process::Stdio;

use tokio::process::Command;
use url::Url;

use crate::cli::Failed;
use crate::config::Settings;

/// How an address names what the programs read from the environment.
const PARAMETERS: [(&str, &str); 13] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("options", "PGOPTIONS"),
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("ssl-ca", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
];

/// An address of a PostgreSQL database, taken apart.
#[derive(Clone)]
pub(super) struct Place(Url);

impl Place {
    /// The database of the settings.
    pub(super) fn of(settings: &Settings) -> Result<Self, Failed> {
        let unread = |_| Failed::misused(format!("{} cannot be read as an address", settings.database_url));
        Url::parse(settings.database_url.as_str()).map(Self).map_err(unread)
    }

    /// Its name.
    pub(super) fn name(&self) -> String {
        let named = plain(self.0.path().trim_start_matches('/'));
        let parameter = self.0.query_pairs().find(|(key, _)| key == "dbname").map(|(_, name)| name.into_owned());
        parameter.or(Some(named).filter(|name| !name.is_empty())).unwrap_or_else(|| plain(self.0.username()))
    }

    /// Another database of the same server.
    pub(super) fn sibling(&self, name: &str) -> Self {
        let mut url = self.0.clone();
        let others: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| key != "dbname")
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        url.set_query(None);
        if !others.is_empty() {
            url.query_pairs_mut().extend_pairs(others);
        }
        url.set_path(name);
        Self(url)
    }

    /// The whole address, password included.
    pub(super) fn address(&self) -> &str {
        self.0.as_str()
    }

    /// What the programs read from the environment.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let Self(url) = self;
        let mut said = vec![("PGDATABASE", self.name()), ("PGCONNECT_TIMEOUT", "5".to_owned())];
        said.extend(url.host_str().map(|host| ("PGHOST", plain(host.trim_matches(['[', ']'])))));
        said.extend(url.port().map(|port| ("PGPORT", port.to_string())));
        said.extend(Some(("PGUSER", plain(url.username()))).filter(|(_, user)| !user.is_empty()));
        said.extend(url.password().map(|password| ("PGPASSWORD", plain(password))));
        for (key, value) in url.query_pairs() {
            let named = PARAMETERS.iter().find(|(parameter, _)| *parameter == key);
            said.extend(named.map(|(_, variable)| (*variable, value.clone().into_owned())));
        }
        said
    }

    /// Runs one of PostgreSQL's programs on this database, to its end.
    pub(super) async fn run(&self, program: &str, arguments: &[&OsStr]) -> Result<(), Failed> {
        let mut command = Command::new(program);
        command.args(arguments).envs(self.environment()).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let ended = command.stderr(Stdio::piped()).output().await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failed::new(format!(
                "{program} is not installed: `apt install postgresql-client` on Debian and Ubuntu, \
                 `dnf install postgresql` on Fedora, `brew install libpq` on macOS, then try again"
            )),
            _ => Failed::new(format!("{program} does not start ({error})")),
        })?;
        if ended.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&ended.stderr);
        Err(Failed::new(format!("{program} failed: {}", said.trim())))
    }
}

/// The text that an address encodes.
fn plain(encoded: &str) -> String {
    percent_encoding::percent_decode_str(encoded).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Place {
        Place(Url::parse(url).unwrap())
    }

    #[test]
    fn an_address_becomes_what_the_programs_read() {
        let place = place("postgres://docket:s%403cret@db.internal:6432/books%20of?sslmode=require&application_name=x");
        for expected in [
            ("PGDATABASE", "books of"),
            ("PGHOST", "db.internal"),
            ("PGPORT", "6432"),
            ("PGUSER", "docket"),
            ("PGPASSWORD", "s@3cret"),
            ("PGSSLMODE", "require"),
        ] {
            let said = place.environment();
            assert!(said.iter().any(|(name, value)| (*name, value.as_str()) == expected), "{expected:?}: {said:?}");
        }
    }

    #[test]
    fn a_socket_and_a_name_may_stand_among_the_parameters() {
        let place = place("postgres:///?host=/run/postgresql&dbname=docket");
        assert_eq!(place.name(), "docket");
        assert!(place.environment().contains(&("PGHOST", "/run/postgresql".to_owned())));
        assert_eq!(place.sibling("postgres").name(), "postgres");
        assert!(place.sibling("postgres").environment().contains(&("PGHOST", "/run/postgresql".to_owned())));
    }
}
