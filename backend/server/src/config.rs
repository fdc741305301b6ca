//! The configuration: what an operator may choose, each setting declared once.
//!
//! [`SETTINGS`] is that one place: flags, environment names, keys of the file, defaults, help, `docket config` and
//! docs/CONFIG.md are all made from it. Flags win over the environment, that over the file, that over defaults.
//!
//! | module | what it holds |
//! |---|---|
//! | [`layers`] | the four places that a value may come from, laid over each other |
//! | [`value`] | what a setting's text must be, and how it is shown |
//! | [`kafka`] | how Kafka is reached: settings that belong together |
//! | [`reference`] | docs/CONFIG.md |

pub mod kafka;
pub mod layers;
pub mod reference;
pub mod value;

use std::net::SocketAddr;
use std::path::PathBuf;

use kafka::{Mechanism, Secret, Security, Topic, Username};
use value::{Brokers, Collector, Count, DatabaseUrl, Hosts, LogFilter, LogFormat, Origins, RelayState, Value};

/// The file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "docket.toml";
/// The environment's name of the file.
pub const FILE_VARIABLE: &str = "DOCKET_CONFIG";

/// Which commands look at a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everywhere,
    /// Those that serve, and `docket config`.
    Serve,
    /// The same, and only the environment may say it: neither a flag, which every process of the machine can read, nor
    /// the file of settings.
    Secret,
}

/// How a value is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `"text"`
    Text,
    /// `7`
    Number,
    /// `true`
    Truth,
}

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its key in the file.
    pub key: &'static str,
    /// Its name in the environment.
    pub environment: &'static str,
    /// What applies when nobody says anything; empty for nothing.
    pub default: &'static str,
    /// What stands for the value in help.
    pub placeholder: &'static str,
    /// Which commands look at it.
    pub scope: Scope,
    /// What it means: a first line, and sometimes more.
    pub meaning: &'static [&'static str],
    /// How the file writes it.
    pub shape: Shape,
    /// What its text must be.
    pub expects: fn() -> String,
    /// Whether a text can be meant.
    pub fits: fn(&str) -> bool,
    /// The text without what nobody may read.
    pub shown: fn(&str) -> String,
}

impl Setting {
    /// Its flag; none if only the environment may say it.
    pub fn flag(&self) -> Option<String> {
        (self.scope != Scope::Secret).then(|| format!("--{}", self.key.replace('_', "-")))
    }

    /// The first sentence of its meaning.
    pub fn summary(&self) -> &'static str {
        self.meaning.first().map_or("", |line| line.trim())
    }
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $scope:ident $field:ident: $type:ty = $default:literal, $environment:literal, $placeholder:literal;)+) => {
        /// What applies to a command.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        /// All settings, in the order of help and documentation.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            key: stringify!($field),
            environment: $environment,
            default: $default,
            placeholder: $placeholder,
            scope: Scope::$scope,
            meaning: &[$($doc),+],
            shape: <$type as Value>::SHAPE,
            expects: <$type as Value>::expects,
            fits: |text| <$type as Value>::read(text).is_some(),
            shown: <$type as Value>::shown,
        },)+];

        impl Settings {
            /// Reads every setting from its text; none where a text does not fit.
            fn read(text: impl Fn(&str) -> String) -> Option<Self> {
                Some(Self { $($field: Value::read(&text(stringify!($field)))?,)+ })
            }
        }
    };
}

settings! {
    /// The database: `sqlite://FILE?mode=rwc`, or `postgres://USER:PASSWORD@HOST/NAME`
    ///
    /// A SQLite file needs no server; `mode=rwc` creates it. Two slashes begin a path from the current folder, three an
    /// absolute one.
    Everywhere database_url: DatabaseUrl = "sqlite://data/docket.db?mode=rwc", "DATABASE_URL", "URL";

    /// The most connections to PostgreSQL at once
    ///
    /// All instances together must stay below the server's `max_connections`. SQLite has one writer and eight readers.
    Everywhere database_connections: Count<4, 500> = "24", "DATABASE_CONNECTIONS", "COUNT";

    /// How log lines look: `text` for people, `json` for programs, one object a line
    Everywhere log_format: LogFormat = "text", "LOG_FORMAT", "FORMAT";

    /// Which log lines are written, such as `debug` or `info,docket_server=debug`
    Everywhere log_filter: LogFilter = "info", "RUST_LOG", "FILTER";

    /// The address to listen on
    ///
    /// There is no sign-in yet: whoever reaches the address may read and change everything. Stay on loopback.
    Serve listen: SocketAddr = "127.0.0.1:8000", "LISTEN", "ADDRESS:PORT";

    /// The names that the API is asked under, beside those of loopback, with commas between several
    ///
    /// Such as those that a proxy on this machine passes on. On loopback other names are refused: a page of another site may have led its
    /// own name here. Beyond loopback every name is taken when this is empty.
    Serve allowed_hosts: Hosts = "", "ALLOWED_HOSTS", "NAMES";

    /// The folder of the event files: one a topic, one event a line
    ///
    /// One process writes there. A folder that cannot be written keeps the server from starting.
    Serve event_dir: PathBuf = "data", "EVENT_DIR", "FOLDER";

    /// How many days events are kept after they happened
    ///
    /// So long a subscriber may come back with its cursor, and events can be published again. An event that a destination
    /// has not taken is kept for as long as it takes; `docket outbox forget` says that a destination is no longer used.
    Serve event_days: Count<1, 3650> = "30", "EVENT_DAYS", "DAYS";

    /// How large an event file may grow, in bytes, before the next event begins a new one; 0 for as large as it gets
    ///
    /// The full one is kept beside it, as `TOPIC.FIRST-LAST.jsonl` with the positions of its first and last event. Docket deletes none.
    Serve event_file_bytes: Count<0, 4_000_000_000> = "67108864", "EVENT_FILE_BYTES", "BYTES";

    /// Whether Docket publishes events: `on`, or `off` when something else reads the outbox, such as Kafka Connect
    ///
    /// Off, nothing is written to files or brokers. Subscriptions go on, since events are numbered all the same.
    Serve relay: RelayState = "on", "RELAY", "STATE";

    /// Kafka brokers that events go to, instead of to files: `host:port`, with commas between several
    ///
    /// Brokers that do not answer keep nobody waiting: events stay in the outbox until they do, and the log says so.
    Serve kafka_brokers: Option<Brokers> = "", "KAFKA_BROKERS", "BROKERS";

    /// What stands between Docket and the brokers: `plaintext`, `tls`, `sasl_plaintext` or `sasl_tls`
    ///
    /// `sasl_` signs in, with `kafka_sasl_mechanism`, `kafka_username` and a password. Settings that contradict each other are refused.
    Serve kafka_security: Security = "plaintext", "KAFKA_SECURITY", "SECURITY";

    /// The certificates (PEM) of whoever vouches for the brokers' own; those that the system trusts when empty
    Serve kafka_ca_file: Option<PathBuf> = "", "KAFKA_CA_FILE", "FILE";

    /// Docket's own certificate (PEM), for brokers that ask for one
    Serve kafka_certificate_file: Option<PathBuf> = "", "KAFKA_CERTIFICATE_FILE", "FILE";

    /// The private key (PEM, not encrypted) of Docket's own certificate
    Serve kafka_key_file: Option<PathBuf> = "", "KAFKA_KEY_FILE", "FILE";

    /// How the password is proven to the brokers: `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`
    Serve kafka_sasl_mechanism: Option<Mechanism> = "", "KAFKA_SASL_MECHANISM", "MECHANISM";

    /// The name that Docket signs in to the brokers with
    Serve kafka_username: Option<Username> = "", "KAFKA_USERNAME", "NAME";

    /// The password that Docket signs in to the brokers with; only from the environment
    Secret kafka_password: Option<Secret> = "", "KAFKA_PASSWORD", "PASSWORD";

    /// A file that holds the password and nothing else, instead of `KAFKA_PASSWORD`
    ///
    /// Such as a secret that is mounted into a container. It is read once, at the start.
    Serve kafka_password_file: Option<PathBuf> = "", "KAFKA_PASSWORD_FILE", "FILE";

    /// The topic of orders that ship and are unshipped
    Serve kafka_order_shipping_topic: Topic = "order_shipping", "KAFKA_ORDER_SHIPPING_TOPIC", "TOPIC";

    /// The topic of every other change
    Serve kafka_changes_topic: Topic = "docket.changes", "KAFKA_CHANGES_TOPIC", "TOPIC";

    /// Whether Docket creates topics that are missing when it starts
    ///
    /// Otherwise events wait until somebody has created them. Topics that exist are never changed.
    Serve kafka_create_topics: bool = "true", "KAFKA_CREATE_TOPICS", "BOOL";

    /// How many partitions a topic is created with
    ///
    /// As many consumers of a group can share the work. Do not change the number later: an order's events would go on in another partition.
    Serve kafka_partitions: Count<1, 10_000> = "6", "KAFKA_PARTITIONS", "COUNT";

    /// On how many brokers each partition of a created topic is kept; 0 for the brokers' own default
    Serve kafka_replication: Count<0, 100> = "0", "KAFKA_REPLICATION", "COUNT";

    /// The largest message that brokers are sent, in bytes
    ///
    /// Keep it in step with the brokers' `message.max.bytes` or the topics' `max.message.bytes`. An order with very many items is large.
    Serve kafka_message_bytes: Count<1_000, 100_000_000> = "1000000", "KAFKA_MESSAGE_BYTES", "BYTES";

    /// The OpenTelemetry collector that traces go to, by OTLP over HTTP; none when empty
    ///
    /// Such as http://127.0.0.1:4318: `/v1/traces` is added. Plain connections only: an encrypted one is the collector's, which runs beside
    /// the server. `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_BSP_SCHEDULE_DELAY` are read as well. A collector
    /// that does not answer keeps nobody waiting.
    Serve otlp_endpoint: Option<Collector> = "", "OTEL_EXPORTER_OTLP_ENDPOINT", "URL";

    /// How long a GraphQL request may be worked on, in seconds
    Serve request_seconds: Count<1, 600> = "30", "REQUEST_SECONDS", "SECONDS";

    /// How long an export may take, in seconds, its reader included
    ///
    /// Then it ends in the database as well, and the download is cut off. A reader that takes nothing for 30 seconds is not waited for so long.
    Serve export_seconds: Count<1, 86_400> = "300", "EXPORT_SECONDS", "SECONDS";

    /// The largest body of a request, in bytes
    Serve largest_body_bytes: Count<1_024, 67_108_864> = "1048576", "LARGEST_BODY_BYTES", "BYTES";

    /// The most WebSockets that may be open
    Serve sockets: Count<0, 100_000> = "500", "SOCKETS", "COUNT";

    /// Pages of other sites that may open WebSockets and event streams (SSE), such as `https://shop.example`, with commas between several
    ///
    /// The server's own pages and those of loopback always may, and so may programs, which are no pages.
    Serve socket_origins: Origins = "", "SOCKET_ORIGINS", "ORIGINS";

    /// The most operations that may run on a WebSocket at once, subscriptions included
    Serve socket_operations: Count<1, 1_000> = "20", "SOCKET_OPERATIONS", "COUNT";

    /// The largest message that a WebSocket takes, in bytes
    Serve socket_message_bytes: Count<1_024, 16_777_216> = "262144", "SOCKET_MESSAGE_BYTES", "BYTES";

    /// How long a WebSocket may stay without its first message, in seconds
    Serve socket_init_seconds: Count<1, 600> = "10", "SOCKET_INIT_SECONDS", "SECONDS";

    /// How often a WebSocket is pinged, in seconds
    ///
    /// One that gives no sign of life until the next ping is closed.
    Serve socket_ping_seconds: Count<1, 600> = "15", "SOCKET_PING_SECONDS", "SECONDS";

    /// How long a client may take to receive a message on a WebSocket, in seconds
    ///
    /// Then the WebSocket is closed; a subscriber goes on with the cursor of the last event it saw.
    Serve socket_send_seconds: Count<1, 600> = "20", "SOCKET_SEND_SECONDS", "SECONDS";

    /// The most event streams (SSE) that may be open
    Serve streams: Count<0, 100_000> = "500", "STREAMS", "COUNT";

    /// How deep the fields of a document may nest
    ///
    /// GraphiQL's question for the schema needs 15.
    Serve query_depth: Count<5, 30> = "15", "QUERY_DEPTH", "COUNT";

    /// How many values a document may ask for, with lists counted at the size of their page
    ///
    /// Every field counts one; what stands in a list counts once for each row that the page may have.
    Serve query_complexity: Count<1_000, 1_000_000> = "30000", "QUERY_COMPLEXITY", "COUNT";

    /// How many fields of a document may be given another name
    ///
    /// A name lets one document ask for the same thing many times.
    Serve query_aliases: Count<0, 1_000> = "60", "QUERY_ALIASES", "COUNT";

    /// How many words and signs a document may have
    Serve query_tokens: Count<500, 50_000> = "10000", "QUERY_TOKENS", "COUNT";

    /// How long the server goes on as before once it was told to stop, and only says that it is not ready, in seconds
    ///
    /// Choose longer than the proxy in front takes to ask `/health/ready` and to send nothing more. What `drain_seconds` limits begins
    /// after it.
    Serve drain_ready_seconds: Count<0, 600> = "0", "DRAIN_READY_SECONDS", "SECONDS";

    /// How long open requests may take after the server was told to stop, in seconds
    ///
    /// Choose less than the time after which your service manager kills what has not stopped; publishing the last
    /// events may take ten seconds more.
    Serve drain_seconds: Count<0, 600> = "15", "DRAIN_SECONDS", "SECONDS";

    /// How many days the log of refusals goes back
    Serve refusal_days: Count<1, 3_650> = "30", "REFUSAL_DAYS", "DAYS";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_fits() {
        for setting in SETTINGS {
            assert!((setting.fits)(setting.default), "{}", setting.key);
        }
        let defaults = Settings::read(|key| {
            SETTINGS.iter().find(|setting| setting.key == key).map_or("", |setting| setting.default).to_owned()
        });
        assert!(defaults.is_some());
    }

    #[test]
    fn names_are_unique_and_follow_from_the_key() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS[..at].iter().all(|other| other.environment != setting.environment), "{}", setting.key);
            let own = setting.environment == setting.key.to_uppercase();
            // Names that everybody knows.
            let known = ["RUST_LOG", "OTEL_EXPORTER_OTLP_ENDPOINT"].contains(&setting.environment);
            assert!(own || known, "{}", setting.key);
        }
    }
}
