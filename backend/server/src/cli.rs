//! The `docket` command: what can be started, and how it ends (0 well, 1 failed, 2 misused).

mod database;
mod explain;
mod outbox;
mod rules;
mod serve;
mod verify;

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::{graphql, seed};

/// Order management whose business rules are declared once and hold on every path.
///
/// Start with `docket serve`: it makes the database if there is none, and serves the web app and the API.
#[derive(Parser)]
#[command(name = "docket", version, max_term_width = 100, after_help = "Exit codes: 0 done, 1 failed, 2 misused.")]
pub struct Cli {
    /// The database: `sqlite://FILE?mode=rwc`, or `postgres://USER:PASSWORD@HOST/NAME`
    ///
    /// A SQLite file needs no server; `mode=rwc` creates it. Two slashes begin a path from the current folder, three an
    /// absolute one.
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite://data/docket.db?mode=rwc",
        hide_env_values = true,
        value_name = "URL"
    )]
    database_url: String,

    /// How log lines look; RUST_LOG chooses which (such as `debug` or `docket_server=debug`)
    #[arg(long, global = true, env = "LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    log_format: LogFormat,

    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// For people
    Text,
    /// For programs: one object a line
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web app and the GraphQL API
    ///
    /// Creates or upgrades the database first. A database that a newer Docket has upgraded, or that was written under
    /// other rules, is refused.
    Serve {
        /// The address to listen on
        ///
        /// There is no sign-in yet: whoever reaches the address may read and change everything. Stay on loopback.
        #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8000", value_name = "ADDRESS:PORT")]
        listen: SocketAddr,

        /// The folder of the event files: one a topic, one event a line
        #[arg(long, env = "EVENT_DIR", default_value = "data", value_name = "FOLDER")]
        event_dir: PathBuf,

        /// Kafka brokers that events go to, instead of to files: `host:port`, with commas between several
        #[arg(long, env = "KAFKA_BROKERS", value_name = "BROKERS")]
        kafka_brokers: Option<String>,
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
    /// Print the GraphQL schema
    Schema,
    /// Look at the business rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Look at the events that go out
    #[command(subcommand)]
    Outbox(OutboxCommand),
}

#[derive(Subcommand)]
enum RulesCommand {
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
        format: rules::GraphFormat,
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
        /// The tenant that it belongs to, such as tenant_01h2xcejqtf2nbrexx3vqjhp41; the default tenant when absent
        #[arg(long, value_name = "ID")]
        tenant: Option<String>,
    },
}

#[derive(Subcommand)]
enum OutboxCommand {
    /// List the newest events, oldest first: position, time, how far it has come, topic, type, order
    List {
        /// Only those that have not been published, the oldest of them
        #[arg(long)]
        pending: bool,
        /// One JSON object a line, with what the event tells
        #[arg(long)]
        json: bool,
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=100_000))]
        limit: u64,
    },
}

/// Why a command failed, in words for the person at the terminal.
pub struct Failed {
    message: String,
    code: u8,
}

impl Failed {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    fn misused(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(cli.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return end(Err(Failed::new(format!("the runtime does not start: {error}")))),
    };
    let outcome = runtime.block_on(run(cli));
    // What still runs on a thread of its own, such as a slow name look-up, is not waited for.
    runtime.shutdown_background();
    end(outcome)
}

async fn run(cli: Cli) -> Result<(), Failed> {
    let url = cli.database_url.as_str();
    match cli.command {
        Command::Serve { listen, event_dir, kafka_brokers } => {
            let kafka_brokers = kafka_brokers.filter(|brokers| !brokers.trim().is_empty());
            serve::serve(url, listen, event_dir, kafka_brokers).await
        }
        Command::Migrate => {
            let docket = database::open(url).await?;
            docket.migrate().await.map_err(|fault| database::explain(url, &fault))?;
            say(&format!("The database is up to date: {}", database::redacted(url)));
            Ok(())
        }
        Command::Seed { if_empty, orders } => {
            let plan = seed::Plan::new(orders);
            let docket = database::open_with(url, plan.clock()).await?;
            docket.prepare().await.map_err(|fault| database::explain(url, &fault))?;
            match seed::seed(&docket, &plan, say).await {
                Ok(seed::Outcome::Filled(what)) => say(&what),
                Ok(seed::Outcome::NotEmpty) if if_empty => {
                    say("There are customers already: nothing was added.");
                }
                Ok(seed::Outcome::NotEmpty) => {
                    return Err(Failed::new("the database has customers already: seed fills only an empty one"));
                }
                Err(why) => return Err(Failed::new(format!("the data could not be stored: {why}"))),
            }
            Ok(())
        }
        Command::Schema => {
            write(&graphql::schema::sdl());
            Ok(())
        }
        Command::Rules(command) => run_rules(url, command).await,
        Command::Outbox(OutboxCommand::List { pending, json, limit }) => {
            outbox::list(url, &outbox::Wanted { pending, json, limit }).await
        }
    }
}

async fn run_rules(url: &str, command: RulesCommand) -> Result<(), Failed> {
    match command {
        RulesCommand::List { json } => {
            write(&rules::list(json));
            Ok(())
        }
        RulesCommand::Graph { format } => {
            write(&rules::graph(format));
            Ok(())
        }
        RulesCommand::Verify { rule, json, repair } => verify::verify(url, rule.as_deref(), json, repair).await,
        RulesCommand::Explain { id, field, json, tenant } => {
            explain::explain(url, &id, field, tenant.as_deref(), json).await
        }
    }
}

fn end(outcome: Result<(), Failed>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed { message, code }) => {
            // Nothing can be done about a terminal that is gone.
            let _ = writeln!(std::io::stderr(), "docket: {message}");
            ExitCode::from(code)
        }
    }
}

fn say(line: &str) {
    write(&format!("{line}\n"));
}

/// A reader that has seen enough (`docket schema | head`) is no failure.
fn write(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn start_log(format: LogFormat) {
    use tracing_subscriber::filter::{EnvFilter, LevelFilter};

    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let backtrace = std::backtrace::Backtrace::capture();
        tracing::error!(%panic, %backtrace, "panic");
    }));
}
