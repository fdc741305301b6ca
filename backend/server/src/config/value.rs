//! What a setting's text must be, and how it is shown.

use std::net::SocketAddr;
use std::path::PathBuf;

use tracing_subscriber::filter::{EnvFilter, LevelFilter};

use super::Shape;

/// A setting's value, read from text.
pub trait Value: Sized {
    /// How the file writes it.
    const SHAPE: Shape = Shape::Text;

    /// What the text must be; continues "expected".
    fn expects() -> String;

    /// The value, if the text can be meant.
    fn read(text: &str) -> Option<Self>;

    /// The text without what nobody may read.
    fn shown(text: &str) -> String {
        text.to_owned()
    }
}

/// A whole number within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count<const LEAST: u32, const MOST: u32>(pub u32);

impl<const LEAST: u32, const MOST: u32> Value for Count<LEAST, MOST> {
    const SHAPE: Shape = Shape::Number;

    fn expects() -> String {
        format!("a whole number from {LEAST} to {MOST}")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|count| (LEAST..=MOST).contains(count)).map(Self)
    }
}

/// The address of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// As it was given, password included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of the SQLite file; none for PostgreSQL and for databases in memory.
    pub fn file(&self) -> Option<PathBuf> {
        let rest = self.0.strip_prefix("sqlite:")?;
        let file = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
        (!file.is_empty() && !file.starts_with(':')).then(|| PathBuf::from(file))
    }

    /// Whether a SQLite file that is not there is created.
    pub fn creates(&self) -> bool {
        self.0.split_once('?').is_some_and(|(_, parameters)| parameters.split('&').any(|it| it == "mode=rwc"))
    }
}

/// Shown without its password.
impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&redacted(&self.0))
    }
}

impl Value for DatabaseUrl {
    fn expects() -> String {
        "an address that begins with sqlite://, postgres:// or postgresql://".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        known.then(|| Self(text.to_owned()))
    }

    fn shown(text: &str) -> String {
        redacted(text)
    }
}

/// Kafka brokers, as `host:port,host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brokers(pub String);

impl Value for Option<Brokers> {
    fn expects() -> String {
        "host:port, with commas between several".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(None);
        }
        let is_broker = |broker: &str| {
            broker.trim().rsplit_once(':').is_some_and(|(host, port)| {
                let plain = !host.is_empty() && !host.contains(['/', '@', ' ']);
                plain && port.parse::<u16>().is_ok_and(|port| port > 0)
            })
        };
        text.split(',').all(is_broker).then(|| Some(Brokers(text.to_owned())))
    }
}

/// The address of a collector of traces, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collector(pub String);

impl Value for Option<Collector> {
    fn expects() -> String {
        "an address such as http://127.0.0.1:4318".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let address = text.trim().trim_end_matches('/');
        if address.is_empty() {
            return Some(None);
        }
        let url = url::Url::parse(address).ok()?;
        let plain = url.scheme() == "http" && url.has_host() && url.username().is_empty() && url.query().is_none();
        plain.then(|| Some(Collector(address.to_owned())))
    }
}

/// Names of hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(pub Vec<String>);

impl Value for Hosts {
    fn expects() -> String {
        "names of hosts without ports, with commas between several".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        listed(text, |name| !name.is_empty() && !name.contains(['/', '@', ' ', ':'])).map(Self)
    }
}

/// Origins of pages, as browsers name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins(pub Vec<String>);

impl Value for Origins {
    fn expects() -> String {
        "origins such as https://shop.example or http://shop.example:8080, with commas between several".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let is_origin = |origin: &str| {
            let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            authority.is_some_and(|it| !it.is_empty() && !it.contains(['/', '@', ' ', '*', '?', '#']))
        };
        listed(text, is_origin).map(Self)
    }
}

impl Value for SocketAddr {
    fn expects() -> String {
        "an IP address and a port, such as 127.0.0.1:8000".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Value for PathBuf {
    fn expects() -> String {
        "the path of a folder".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::from(text))
    }
}

impl Value for Option<PathBuf> {
    fn expects() -> String {
        "the path of a file".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Some((!text.is_empty()).then(|| PathBuf::from(text)))
    }
}

impl Value for bool {
    const SHAPE: Shape = Shape::Truth;

    fn expects() -> String {
        "true or false".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Whether events are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayState {
    /// By us.
    On,
    /// By somebody else.
    Off,
}

impl Value for RelayState {
    fn expects() -> String {
        "on or off".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

impl Value for LogFormat {
    fn expects() -> String {
        "text or json".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Which log lines are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// The filter; at least warnings of what it does not name.
    pub fn filter(&self) -> EnvFilter {
        Self::parse(&self.0).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<EnvFilter> {
        EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).parse(text).ok()
    }
}

impl Value for LogFilter {
    fn expects() -> String {
        "a level (error, warn, info, debug, trace), or levels by module such as info,docket_server=debug".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).map(|_| Self(text.to_owned()))
    }
}

/// What stands between commas, if each of it can be meant; nothing where nothing stands.
fn listed(text: &str, is_meant: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    text.split(',').map(str::trim).map(|one| is_meant(one).then(|| one.to_owned())).collect()
}

/// A URL without its password.
fn redacted(url: &str) -> String {
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
    use super::*;

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

    #[test]
    fn what_cannot_be_meant_does_not_fit() {
        let brokers = <Option<Brokers>>::read;
        assert_eq!(brokers(" "), Some(None));
        assert!(brokers("one:9092, two:9092").is_some_and(|brokers| brokers.is_some()));
        for wrong in ["one", "one:", ":9092", "one:0", "one:70000", "kafka://one:9092", "one:9092,"] {
            assert_eq!(brokers(wrong), None, "{wrong}");
        }
        let collector = <Option<Collector>>::read;
        assert_eq!(collector(""), Some(None));
        assert_eq!(collector("http://[::1]:4318/"), Some(Some(Collector("http://[::1]:4318".to_owned()))));
        for wrong in ["localhost:4318", "https://collector:4318", "http://", "http://a:b@c", "http://c?d"] {
            assert_eq!(collector(wrong), None, "{wrong}");
        }
        for wrong in ["", "0", "601", "-1", "1.5", " 7", "seven"] {
            assert_eq!(<Count<1, 600>>::read(wrong), None, "{wrong}");
        }
        assert!(LogFilter::read("info,docket_server=debug").is_some());
        assert!(LogFilter::read("docket=loud").is_none());
    }

    #[test]
    fn origins_are_as_browsers_name_them() {
        let named = |text: &str| Origins::read(text).map(|origins| origins.0.len());
        assert_eq!(named(" "), Some(0));
        assert_eq!(named("https://shop.example, http://shop.example:8080"), Some(2));
        for wrong in
            ["*", "shop.example", "https://", "https://shop.example/", "https://*.example", "https://a.example,"]
        {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_database_file_is_found_in_its_address() {
        let file = |url: &str| DatabaseUrl::read(url).unwrap().file();
        assert_eq!(file("sqlite://data/docket.db?mode=rwc"), Some("data/docket.db".into()));
        assert_eq!(file("sqlite:///srv/docket.db"), Some("/srv/docket.db".into()));
        assert_eq!(file("sqlite::memory:"), None);
        assert_eq!(file("postgres://db/docket"), None);
    }
}
