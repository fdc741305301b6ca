//! Looking at the business rules.

use std::fmt::Write;

use docket_domain::rules::rule_set;

use super::{Failed, database, say};

/// The most drifted values that are printed.
const SHOWN: usize = 20;

/// All rules, by file.
pub(super) fn list() -> String {
    let rules = rule_set();
    // Writing to a string does not fail.
    let mut text = String::new();
    for (file, declared) in rules.files() {
        let _ = writeln!(text, "{file}");
        for rule in declared {
            let table = rules.schema().table(rule.table()).name;
            let _ = writeln!(text, "  {:<28} {:<11} {table:<9} {}", rule.name, rule.kind(), rule.sentence);
        }
    }
    text
}

/// Recomputes everything; drift is a failure.
pub(super) async fn verify(url: &str) -> Result<(), Failed> {
    let docket = database::open(url).await?;
    docket.prepare().await.map_err(|fault| database::explain(url, &fault))?;
    let drift = docket.verify().await.map_err(|fault| database::explain(url, &fault))?;
    if drift.is_empty() {
        say("Every derived value is what its rule gives.");
        return Ok(());
    }
    for value in drift.iter().take(SHOWN) {
        say(&format!("{} of {}", value.rule, value.id));
    }
    Err(Failed::new(format!("{} derived values are not what their rules give", drift.len())))
}
