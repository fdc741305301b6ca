//! The `docket` command: what can be started, and how it ends (0 well, 1 failed, 2 misused).

mod backup;
mod command;
mod config;
mod database;
mod explain;
mod flags;
mod health;
mod house;
mod letters;
mod log;
mod outbox;
mod progress;
mod rules;
mod serve;
mod stop;
mod tenant;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::config::Settings;
use crate::config::layers::{Resolved, resolve};
use crate::{graphql, seed};
use command::{Cli, Command, ConfigCommand, OutboxCommand, RulesCommand};
use progress::Progress;

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
    end(start(&Cli::parse()))
}

fn start(cli: &Cli) -> Result<(), Failed> {
    let resolved = resolve(cli.config.as_deref(), &cli.flags(), |name| {
        std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    });
    let resolved = match (resolved, &cli.command) {
        (Ok(resolved), _) => resolved,
        (Err(problems), Command::Config(ConfigCommand::Check { .. })) => return config::unfit(&problems),
        (Err(problems), _) => return Err(Failed::misused(misused(&problems))),
    };
    let collector = match &cli.command {
        Command::Serve { .. } => resolved.settings.otlp_endpoint.as_ref(),
        _ => None,
    };
    // What is left of them goes out at the end of this.
    let _traces = log::start(&resolved.settings, collector)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed::new(format!("the runtime does not start: {error}")))?;
    let outcome = runtime.block_on(run(&cli.command, &resolved));
    // What still runs on a thread of its own, such as a slow name look-up, is not waited for.
    runtime.shutdown_background();
    outcome
}

fn misused(problems: &[String]) -> String {
    format!("{}\nSee `docket --help` and `docket config reference`.", problems.join("\ndocket: "))
}

async fn run(command: &Command, resolved: &Resolved) -> Result<(), Failed> {
    let settings = &resolved.settings;
    match command {
        Command::Serve { .. } => serve::serve(settings).await,
        Command::Health { url, live } => health::ask(settings, url.as_deref(), *live).await,
        Command::Migrate => {
            let docket = database::open(settings).await?;
            let filled = Progress::counting("Values that new rules fill:");
            let migrated = docket.migrate_and_tell(|_| filled.step()).await;
            drop(filled);
            migrated.map_err(|fault| database::explain(settings, &fault))?;
            say(&format!("The database is up to date: {}", settings.database_url));
            Ok(())
        }
        Command::Seed { if_empty, orders } => run_seed(settings, *if_empty, *orders).await,
        Command::Backup { file, force, how } => backup::backup(settings, backup::Wanted::of(file, *how), *force).await,
        Command::Restore { file, how } => backup::restore(settings, backup::Wanted::of(file, *how)).await,
        Command::Schema => {
            write(&graphql::schema::sdl());
            Ok(())
        }
        Command::Errors => {
            write(&graphql::error::reference::document());
            Ok(())
        }
        Command::Rules(command) => run_rules(settings, command).await,
        Command::Outbox(command) => run_outbox(settings, command).await,
        Command::Config(ConfigCommand::Print { json, .. }) => {
            config::print(resolved, *json);
            Ok(())
        }
        Command::Config(ConfigCommand::Check { .. }) => config::check(resolved).await,
        Command::Config(ConfigCommand::Reference) => {
            write(&crate::config::reference::document());
            Ok(())
        }
    }
}

async fn run_seed(settings: &Settings, if_empty: bool, orders: u32) -> Result<(), Failed> {
    let plan = seed::Plan::new(orders);
    let docket = database::open_with(settings, plan.clock()).await?;
    docket.prepare().await.map_err(|fault| database::explain(settings, &fault))?;
    let entered = Progress::of(orders.into(), "Orders");
    let outcome = seed::seed(&docket, &plan, || entered.step()).await;
    drop(entered);
    match outcome {
        Ok(seed::Outcome::Filled(what)) => say(&what),
        Ok(seed::Outcome::NotEmpty) if if_empty => say("There are customers already: nothing was added."),
        Ok(seed::Outcome::NotEmpty) => {
            return Err(Failed::new("the database has customers already: seed fills only an empty one"));
        }
        Err(why) => return Err(Failed::new(format!("the data could not be stored: {why}"))),
    }
    Ok(())
}

async fn run_rules(settings: &Settings, command: &RulesCommand) -> Result<(), Failed> {
    match command {
        RulesCommand::List { json } => {
            write(&rules::list(*json));
            Ok(())
        }
        RulesCommand::Graph { format } => {
            write(&rules::graph(*format));
            Ok(())
        }
        RulesCommand::Verify { rule, json, repair } => verify::verify(settings, rule.as_deref(), *json, *repair).await,
        RulesCommand::Explain { id, field, json, tenant } => {
            let tenant = tenant::read(tenant.id.as_deref())?;
            explain::explain(settings, id, field.clone(), tenant, *json).await
        }
    }
}

async fn run_outbox(settings: &Settings, command: &OutboxCommand) -> Result<(), Failed> {
    match command {
        OutboxCommand::List { dead: true, dropped, json, limit, tenant, .. } => {
            let tenant = tenant::read(tenant.id.as_deref())?;
            letters::list(settings, tenant, *dropped, *json, *limit).await
        }
        OutboxCommand::List { pending, json, limit, tenant, .. } => {
            let tenant = tenant::read(tenant.id.as_deref())?;
            outbox::list(settings, &outbox::Wanted { tenant, pending: *pending, json: *json, limit: *limit }).await
        }
        OutboxCommand::Retry { which } => letters::retry(settings, which).await,
        OutboxCommand::Drop { which } => letters::give_up(settings, which).await,
        OutboxCommand::Replay { events, after, destination } => {
            letters::replay(settings, destination, events, *after).await
        }
        OutboxCommand::Forget { destination } => letters::forget(settings, destination).await,
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
