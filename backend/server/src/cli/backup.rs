//! `docket backup` and `docket restore`: one file with everything that a database holds, and back.
//!
//! Either way what was written is looked at before it counts, and what was there before stays until then.
//!
//! | module | what it holds |
//! |---|---|
//! | [`sqlite`] | copies of a file, made while others write |
//! | [`postgres`] | dumps, and databases that change places |
//! | [`tool`] | PostgreSQL's own programs |
//! | [`file`] | names of files, and putting them in place |

mod file;
mod postgres;
mod sqlite;
mod tool;

use std::path::{Path, PathBuf};
use std::time::Instant;

use docket_domain::Docket;
use docket_domain::docket::Holdings;
use docket_domain::verify::{Checked, Scope};
use serde_json::{Value, json};

use super::command::BackupFlags;
use super::{Failed, database, say};
use crate::config::Settings;

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The file.
    pub(super) file: &'a Path,
    /// Whether the rules are to be recomputed and compared.
    pub(super) verify: bool,
    /// One JSON object instead of sentences.
    pub(super) json: bool,
}

impl<'a> Wanted<'a> {
    /// As it stood on the command line.
    pub(super) const fn of(file: &'a Path, BackupFlags { verify, json }: BackupFlags) -> Self {
        Self { file, verify, json }
    }
}

/// What came of it.
struct Done {
    holdings: Holdings,
    /// What differs from what the rules give, if that was asked.
    drift: Option<u64>,
    /// Where the database stands that was there before.
    kept: Option<String>,
}

/// Writes a backup; `force` lets it take the place of a file that is there.
pub(super) async fn backup(settings: &Settings, wanted: Wanted<'_>, force: bool) -> Result<(), Failed> {
    let begun = Instant::now();
    let Wanted { file, .. } = wanted;
    file::refuse_existing(file, force)?;
    let done = match source(settings)? {
        Some(database) => sqlite::backup(settings, &database, wanted).await?,
        None => postgres::backup(settings, wanted).await?,
    };
    let bytes = file.metadata().map(|data| data.len()).unwrap_or_default();
    let mut told = told(&done, begun);
    told["file"] = json!(file.display().to_string());
    told["bytes"] = json!(bytes);
    let sentence = format!("Backed up to {}, {bytes} bytes: {}.", file.display(), counts(&done.holdings));
    close(wanted, &done, &told, &sentence)
}

/// Puts a backup in the place of the database; the one that was there stays beside it.
pub(super) async fn restore(settings: &Settings, wanted: Wanted<'_>) -> Result<(), Failed> {
    let begun = Instant::now();
    let kind = file::kind(wanted.file)?;
    let done = match (settings.database_url.file(), kind) {
        (Some(database), file::Kind::Sqlite) => sqlite::restore(settings, &database, wanted).await?,
        (None, file::Kind::Postgres) => postgres::restore(settings, wanted).await?,
        (_, kind) => {
            let shown = &settings.database_url;
            return Err(Failed::new(format!("{kind} cannot be restored into {shown}: name a database of that kind")));
        }
    };
    let mut told = told(&done, begun);
    told["database"] = json!(settings.database_url.to_string());
    told["kept"] = json!(done.kept);
    let kept = done.kept.as_ref().map(|kept| format!("\nWhat was there before is kept as {kept}.")).unwrap_or_default();
    let sentence = format!("Restored {}: {}.{kept}", settings.database_url, counts(&done.holdings));
    close(wanted, &done, &told, &sentence)
}

/// The SQLite file to back up, which must be there: looking must not create one. None for PostgreSQL.
fn source(settings: &Settings) -> Result<Option<PathBuf>, Failed> {
    match settings.database_url.file() {
        Some(file) if !file.exists() => {
            Err(Failed::new(format!("{} is not there: nothing to back up", file.display())))
        }
        file => Ok(file),
    }
}

/// What an open database holds, which must be one of ours, and whether the rules agree with it.
async fn look(settings: &Settings, docket: &Docket, verify: bool) -> Result<(Holdings, Option<u64>), Failed> {
    let explain = |fault| database::explain(settings, &fault);
    let holdings = docket.holdings().await.map_err(explain)?.ok_or_else(|| Failed::new(NOTHING))?;
    Ok((holdings, drift(settings, docket, verify).await?))
}

/// How many derived values are not what their rules give; none when it was not asked.
async fn drift(settings: &Settings, docket: &Docket, verify: bool) -> Result<Option<u64>, Failed> {
    let explain = |fault| database::explain(settings, &fault);
    if !verify {
        return Ok(None);
    }
    if docket.awaits_migration().await.map_err(explain)? {
        let why = "only a database of this version can be verified: leave out --verify, or run `docket migrate` first";
        return Err(Failed::new(why));
    }
    let checked = docket.verify_in(Scope::default(), |_| {}).await.map_err(explain)?;
    Ok(Some(checked.iter().map(Checked::drift).sum()))
}

/// Why something is neither backed up nor restored.
const NOTHING: &str = "no Docket has been in this database: there is nothing to keep";

fn counts(holdings: &Holdings) -> String {
    let counts: Vec<String> = holdings.counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    format!("{}, schema {}", counts.join(", "), holdings.schema)
}

fn told(done: &Done, begun: Instant) -> Value {
    let counts: serde_json::Map<_, _> =
        done.holdings.counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    json!({ "schema": done.holdings.schema, "counts": counts, "drift": done.drift, "milliseconds": milliseconds })
}

/// Says what came of it. Drift is a failure, after everything else has been done.
fn close(wanted: Wanted<'_>, done: &Done, told: &Value, sentence: &str) -> Result<(), Failed> {
    if wanted.json {
        say(&told.to_string());
    } else {
        say(sentence);
        if done.drift == Some(0) {
            say("Every derived value is what its rule gives.");
        }
    }
    match done.drift {
        None | Some(0) => Ok(()),
        Some(drift) => Err(Failed::new(format!(
            "{drift} derived values are not what their rules give: see `docket rules verify`, which can put them back"
        ))),
    }
}
