//! Looking at the settings, and trying them.

mod attempt;

pub(super) use attempt::folder;

use serde_json::json;

use super::{Failed, say};
use crate::config::SETTINGS;
use crate::config::layers::Resolved;

/// Prints what applies, and where it comes from.
pub(super) fn print(resolved: &Resolved, as_json: bool) {
    let rows = resolved.effective.iter().map(|value| (value, (value.setting.shown)(&value.text)));
    if as_json {
        let settings: serde_json::Map<_, _> = rows
            .map(|(value, shown)| (value.setting.key.to_owned(), json!({ "value": shown, "from": value.origin })))
            .collect();
        let file = resolved.file.as_ref().map(|path| path.display().to_string());
        return say(&format!("{:#}", json!({ "file": file, "settings": settings })));
    }
    for (value, shown) in rows {
        let shown = if shown.is_empty() { "(none)" } else { &shown };
        say(&format!("{:<26} {shown:<40} {}", value.setting.key, value.origin));
    }
}

/// Tries each setting that something can be wrong with beyond its text, and says what to do.
pub(super) async fn check(resolved: &Resolved) -> Result<(), Failed> {
    let from = resolved.file.as_ref().map_or_else(String::new, |path| format!(", with {}", path.display()));
    say(&line("settings", &Ok(format!("all {} fit{from}", SETTINGS.len()))));
    let mut failed = 0;
    for (what, outcome) in attempt::all(&resolved.settings).await {
        failed += usize::from(outcome.is_err());
        say(&line(what, &outcome));
    }
    ended(failed)
}

/// Says which settings do not fit; nothing else can be tried.
pub(super) fn unfit(problems: &[String]) -> Result<(), Failed> {
    for problem in problems {
        say(&line("settings", &Err(problem.clone())));
    }
    ended(problems.len())
}

fn ended(failed: usize) -> Result<(), Failed> {
    match failed {
        0 => Ok(()),
        1 => Err(Failed::new("1 check failed")),
        _ => Err(Failed::new(format!("{failed} checks failed"))),
    }
}

fn line(what: &str, outcome: &Result<String, String>) -> String {
    let (word, why) = match outcome {
        Ok(what) => ("ok", what),
        Err(why) => ("failed", why),
    };
    format!("{word:<7} {what:<9} {why}")
}
