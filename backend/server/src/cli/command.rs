//! The commands and what they take. Knows nothing of how they are carried out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::flags::{EverywhereFlags, ServeFlags};
use super::rules::GraphFormat;

/// Order management whose business rules are declared once and hold on every path.
///
/// Start with `docket serve`: it makes the database if there is none, and serves the web app and the API.
#[derive(Parser)]
#[command(name = "docket", version, max_term_width = 100, after_help = ENDING)]
pub(super) struct Cli {
    /// The file of settings, in TOML; docket.toml when it is there [env: DOCKET_CONFIG]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Settings", display_order = 0)]
    pub(super) config: Option<PathBuf>,

    #[command(flatten)]
    pub(super) settings: EverywhereFlags,

    #[command(subcommand)]
    pub(super) command: Command,
}

const ENDING: &str = "Flags win over the environment, that over the file, that over the defaults; `docket config print` \
    shows what applies.\n\nExit codes: 0 done, 1 failed, 2 misused.";

#[derive(Subcommand)]
pub(super) enum Command {
    /// Serve the web app and the GraphQL API
    ///
    /// Creates or upgrades the database first. A database that a newer Docket has upgraded, or that was written under
    /// other rules, is refused.
    ///
    /// SIGTERM or Ctrl-C stops it: /health/ready answers 503 at once, open requests are finished, events are published.
    /// A second one ends it at once.
    Serve {
        #[command(flatten)]
        settings: ServeFlags,
    },
    /// Ask a server whether it is ready; exit code 0 if it is, 1 with the reason if not
    ///
    /// For health checks where there is no other program to ask with, such as in a container.
    Health {
        /// The server's address, such as http://127.0.0.1:8000; the one that `listen` names when absent
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Ask only whether it lives: what says that it cannot reach its database need not be started anew
        #[arg(long)]
        live: bool,
    },
    /// Create the database, or bring an older one up to this version and its rules
    Migrate,
    /// Fill an empty database with a wholesaler's customers, products and orders, to try things with
    Seed {
        /// Do nothing when there are customers already, instead of failing
        #[arg(long)]
        if_empty: bool,
        /// How many orders
        #[arg(long, default_value_t = 400, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        orders: u32,
    },
    /// Write everything that the database holds into one file, while servers go on
    ///
    /// SQLite: a database of its own. PostgreSQL: a dump in the custom format, made by pg_dump. The file is looked at
    /// before it gets its name; what was published stays where it is.
    Backup {
        /// The file to write
        file: PathBuf,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        how: BackupFlags,
    },
    /// Put a backup in the place of the database, with every server stopped
    ///
    /// The new database is filled and looked at beside the old one. Then they change places: the old one is kept under
    /// another name, which is told. A backup that a newer Docket has made is refused.
    Restore {
        /// The file that `docket backup` has written
        file: PathBuf,
        #[command(flatten)]
        how: BackupFlags,
    },
    /// Print the GraphQL schema
    Schema,
    /// Print the page docs/ERRORS.md: every code that an answer may carry, with its meaning, cause and remedy
    Errors,
    /// Look at the business rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Look at the events that go out
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Look at the settings, and try them
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
pub(super) enum RulesCommand {
    /// List all rules, by the file that declares them; needs no database
    List {
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Draw which columns are read to fill which; needs no database
    Graph {
        /// The language of the drawing
        #[arg(long, default_value = "mermaid", value_name = "FORMAT")]
        format: GraphFormat,
    },
    /// Recompute every derived value from scratch and compare; exit code 1 if one differs
    ///
    /// Constraints that rows are in breach of are named as well; they are no failure: a rule that was added later lets
    /// old rows stay as they are.
    Verify {
        /// Only this rule, such as customer.balance
        #[arg(long, value_name = "NAME")]
        rule: Option<String>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Put drifted values back; exit code 1 only if some could not be. Others may go on writing meanwhile.
        #[arg(long)]
        repair: bool,
    },
    /// Say why a stored value is what it is, down to the orders and items behind it
    Explain {
        /// The row, such as customer_01h2xcejqtf2nbrexx3vqjhp41
        id: String,
        /// The field, such as balance
        field: String,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        tenant: TenantFlag,
    },
}

#[derive(Subcommand)]
pub(super) enum OutboxCommand {
    /// List a tenant's newest events, oldest first: position, time, how far it has come, topic, type, order
    List {
        /// Only those that have not been published, the oldest of them
        #[arg(long, conflicts_with = "dead")]
        pending: bool,
        /// Only those that a destination has refused for good, with what it said, and those held behind them
        #[arg(long)]
        dead: bool,
        /// With --dead: also those that were dropped
        #[arg(long, requires = "dead")]
        dropped: bool,
        /// One JSON object a line, with what the event tells
        #[arg(long)]
        json: bool,
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=100_000))]
        limit: u64,
        #[command(flatten)]
        tenant: TenantFlag,
    },
    /// Publish refused events again; those held behind them follow when they arrive
    Retry {
        #[command(flatten)]
        which: DeadFlags,
    },
    /// Give refused events up: they are never published there; those held behind them go out
    Drop {
        #[command(flatten)]
        which: DeadFlags,
    },
    /// Publish events again that have been published: single ones, or all after a position
    ///
    /// They keep their ids, so that who has seen them can tell. Single events go out beside those that come in; after a
    /// position means everything again, in order.
    #[command(group = clap::ArgGroup::new("what").required(true).args(["events", "after"]))]
    Replay {
        /// The events, such as event_01h2xcejqtf2nbrexx3vqjhp41
        #[arg(value_name = "EVENT")]
        events: Vec<String>,
        /// Everything after this position; 0 is everything that is kept
        #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(i64).range(0..))]
        after: Option<i64>,
        #[command(flatten)]
        destination: DestinationFlag,
    },
    /// Forget a destination that is no longer used: events are not kept for it any more
    ///
    /// Stop the servers that publish there first. One that is used again begins with the oldest event that is kept.
    Forget {
        /// The destination: file or kafka
        destination: String,
    },
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["events", "all"]))]
pub(super) struct DeadFlags {
    /// The events, such as event_01h2xcejqtf2nbrexx3vqjhp41
    #[arg(value_name = "EVENT")]
    pub(super) events: Vec<String>,
    /// All that the destination has refused
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) destination: DestinationFlag,
}

#[derive(Args)]
pub(super) struct DestinationFlag {
    /// The destination: file or kafka; need not be said while there is one
    #[arg(long = "destination", value_name = "NAME")]
    pub(super) name: Option<String>,
}

#[derive(Args, Clone, Copy)]
pub(super) struct BackupFlags {
    /// Recompute every derived value and compare, as `docket rules verify` does; exit code 1 if one differs
    #[arg(long)]
    pub(super) verify: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
pub(super) struct TenantFlag {
    /// The tenant, such as tenant_01h2xcejqtf2nbrexx3vqjhp41; the default tenant when absent
    #[arg(long = "tenant", value_name = "ID")]
    pub(super) id: Option<String>,
}

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Print what applies, and where each value comes from; passwords are not shown
    Print {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        settings: ServeFlags,
    },
    /// Try the settings: does the database answer, can events be written, are the brokers there? Exit code 1 if not
    ///
    /// Changes nothing: no database or folder is created.
    Check {
        #[command(flatten)]
        settings: ServeFlags,
    },
    /// Print the page docs/CONFIG.md: every setting, with its flag, environment name, default and meaning
    Reference,
}

impl Cli {
    /// What was said about settings on the command line.
    pub(super) fn flags(&self) -> crate::config::layers::Flags {
        let mut flags = self.settings.0.clone();
        if let Command::Serve { settings }
        | Command::Config(ConfigCommand::Print { settings, .. } | ConfigCommand::Check { settings }) = &self.command
        {
            flags.extend(settings.0.clone());
        }
        flags
    }
}
