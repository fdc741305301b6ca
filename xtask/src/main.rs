//! `cargo xtask`: the only entry point a developer needs, from a fresh clone to a green test run.
//!
//! | file | what it knows |
//! |---|---|
//! | [`cli`] | the commands and their help |
//! | [`run`], [`dev`], [`test`], [`check`], [`schema`], [`web`], [`pictures`], [`bench`], [`million`], [`faults`] | one command each; `lint` is the long form of `check`, `soak` of one test |
//! | [`pack`] | the built web app in the parts that a browser loads one by one, compressed |
//! | [`tools`] | which build tools are pinned, and how each gets into `.tools` |
//! | [`deny`] | licences, sources, banned crates and advisories |
//! | [`containers`] | the Dockerfile and compose.yml, linted |
//! | [`postgres`], [`kafka`], [`connect`], [`proxy`], [`browser`] | what the tests need beside the code |
//! | [`interrupt`] | what Ctrl-C must clean up |
//! | [`debian`] | installing a system package, or refusing with the exact command |
//! | [`workspace`] | where things are, and the shell that commands run in |
//! | [`step`] | named steps, their wall times and the closing summary |
//!
//! It knows the project from outside only: through cargo, trunk and the `docket` binary. No crate of the
//! project is a dependency here, so this one compiles in seconds and works while the others do not.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing to the terminal is what this program is for")]

mod bench;
mod browser;
mod check;
mod cli;
mod connect;
mod containers;
mod debian;
mod deny;
mod dev;
mod faults;
mod interrupt;
mod kafka;
mod million;
mod pack;
mod pictures;
mod ports;
mod postgres;
mod proxy;
mod run;
mod schema;
mod step;
mod test;
mod tools;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;

use crate::{
    cli::{Command, Xtask},
    workspace::Workspace,
};

fn main() -> ExitCode {
    match carry_out(Xtask::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The causes on one line and no backtrace: what failed is a command, and it has had its say above.
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<()> {
    let workspace = Workspace::open()?;
    match command {
        Command::Run { release, serve_args } => run::run(&workspace, release, &serve_args),
        Command::Test { cargo_test_args } => test::test(&workspace, &cargo_test_args),
        Command::Check => check::check(&workspace),
        Command::Lint => check::lint(&workspace),
        Command::Bench { seconds, on } => bench::bench(&workspace, seconds, on.as_deref()),
        Command::Million { orders, on } => million::million(&workspace, orders, on.as_deref()),
        Command::Soak { seconds } => test::soak(&workspace, seconds),
        Command::Faults { minutes, seed, kills, database } => {
            let seconds = u64::from(minutes) * 60;
            let kills = kills.unwrap_or(u64::from(minutes) * 5);
            faults::faults(&workspace, faults::Soak { seconds, seed, kills }, &database)
        }
        Command::Schema { check } => schema::schema(&workspace, check),
        Command::Web => web::web(&workspace),
        Command::Dev => dev::dev(&workspace),
        Command::Pictures { all } => pictures::pictures(&workspace, all),
        Command::Lighthouse => pictures::lighthouse(&workspace),
        Command::Pack => pack::pack(&workspace),
    }
}
