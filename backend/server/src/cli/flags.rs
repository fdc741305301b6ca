//! The settings as flags: made from their declarations, so that help says what the configuration knows.

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::config::layers::Flags;
use crate::config::{SETTINGS, Scope, Setting};

/// The flags that every command takes.
#[derive(Clone, Debug, Default)]
pub(super) struct EverywhereFlags(pub(super) Flags);

/// The flags of commands that serve.
#[derive(Clone, Debug, Default)]
pub(super) struct ServeFlags(pub(super) Flags);

fn of(scope: Scope) -> impl Iterator<Item = (usize, &'static Setting)> {
    SETTINGS.iter().enumerate().filter(move |(_, setting)| setting.scope == scope)
}

fn arg((place, setting): (usize, &'static Setting)) -> Arg {
    let default = if setting.default.is_empty() { String::new() } else { format!(" [default: {}]", setting.default) };
    let places = format!("[env: {}] [file: {}]{default}", setting.environment, setting.key);
    let more: Vec<&str> = setting.meaning.iter().skip(1).map(|line| line.trim()).filter(|it| !it.is_empty()).collect();
    let summary = setting.summary();
    let long = if more.is_empty() {
        format!("{summary}\n\n{places}")
    } else {
        format!("{summary}\n\n{}\n\n{places}", more.join(" "))
    };
    Arg::new(setting.key)
        .long(setting.key.replace('_', "-"))
        .value_name(setting.placeholder)
        .help(format!("{summary}{default}"))
        .long_help(long)
        .help_heading("Settings")
        .display_order(place + 1)
        .global(setting.scope == Scope::Everywhere)
}

fn given(scope: Scope, matches: &ArgMatches) -> Flags {
    of(scope).filter_map(|(_, setting)| Some((setting.key, matches.get_one::<String>(setting.key)?.clone()))).collect()
}

macro_rules! flags {
    ($($name:ident of $scope:expr;)*) => {
        $(
            impl Args for $name {
                fn augment_args(command: Command) -> Command {
                    command.args(of($scope).map(arg))
                }

                fn augment_args_for_update(command: Command) -> Command {
                    Self::augment_args(command)
                }
            }

            impl FromArgMatches for $name {
                fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
                    Ok(Self(given($scope, matches)))
                }

                fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
                    self.0.extend(given($scope, matches));
                    Ok(())
                }
            }
        )*
    };
}

flags! {
    EverywhereFlags of Scope::Everywhere;
    ServeFlags of Scope::Serve;
}
