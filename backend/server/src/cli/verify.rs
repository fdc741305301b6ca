//! Recomputing everything that the rules derive, and putting back what drifted.
//!
//! People are told of each rule as it is done, JSON comes at the end and alone.

use docket_domain::id::show;
use docket_domain::verify::{Checked, Repaired, Scope, Wrong, verifiable, verifiable_rule};
use docket_domain::{explain, verify};
use docket_rules::Rule;
use docket_rules::images::Key;
use serde_json::{Value, json};

use super::{Failed, database, say};
use crate::config::Settings;

/// The most rows of one rule that are printed.
const SHOWN: usize = 20;

/// Verifies rule by rule, each told as it is done; drift is a failure.
pub(super) async fn verify(settings: &Settings, rule: Option<&str>, as_json: bool, repair: bool) -> Result<(), Failed> {
    let rule = rule.map(|name| verifiable_rule(name).ok_or_else(|| unknown(name))).transpose()?;
    let docket = database::prepared(settings).await?;
    let explain = |fault| database::explain(settings, &fault);
    let scope = Scope { tenant: None, rule };
    let tell = |checked: &Checked| {
        if !as_json {
            print(checked);
        }
    };
    let mut checked = docket.verify_in(scope, tell).await.map_err(explain)?;
    let mut repaired: Vec<Value> = Vec::new();
    let found = checked.iter().any(|checked| checked.drift() > 0);
    if repair && found {
        let tell = |one: &Repaired| {
            let (before, after) = one.shown_values();
            if as_json {
                repaired.push(json!({
                    "rule": one.rule.name, "tenant": one.tenant.to_string(), "id": one.shown_id(),
                    "before": before, "after": after,
                }));
            } else {
                say(&format!("repaired {} of {}: {before} is {after} again", one.rule.name, one.shown_id()));
            }
        };
        checked = docket.repair(scope, tell).await.map_err(explain)?.checked;
        if !as_json {
            say("After the repair:");
            checked.iter().filter(|checked| checked.found > 0).for_each(print);
        }
    }
    let drift: u64 = checked.iter().map(Checked::drift).sum();
    if as_json {
        let rules: Vec<Value> = checked.iter().map(object).collect();
        say(&json!({ "drift": drift, "rules": rules, "repaired": repaired }).to_string());
    } else if drift == 0 {
        say("Every derived value is what its rule gives.");
    }
    match drift {
        0 => Ok(()),
        1 => Err(Failed::new("1 derived value is not what its rule gives")),
        _ => Err(Failed::new(format!("{drift} derived values are not what their rules give"))),
    }
}

fn unknown(name: &str) -> Failed {
    let names: Vec<&str> = verifiable().map(|rule| rule.name.as_str()).collect();
    Failed::misused(format!("no rule `{name}` can be verified; these can: {}", names.join(", ")))
}

fn line(checked: &Checked) -> String {
    let Checked { rule, rows, found, took, .. } = checked;
    let seconds = took.as_secs_f64();
    let what = if checked.derives() { "drifted" } else { "in breach" };
    let noun = if *rows == 1 { "row" } else { "rows" };
    format!("{:<32} {:<11} {rows:>9} {noun}, {found} {what} ({seconds:.2} s)", rule.name, rule.kind())
}

fn print(checked: &Checked) {
    say(&line(checked));
    for wrong in checked.named.iter().take(SHOWN) {
        say(&format!("  {}", named(checked.rule, wrong)));
    }
    if checked.found > SHOWN as u64 {
        say(&format!("  and {} more", checked.found - SHOWN as u64));
    }
}

fn named(rule: &Rule, wrong: &Wrong) -> String {
    let id = show(Key { table: rule.table(), id: wrong.id });
    match shown(rule, wrong) {
        Some((stored, computed)) => format!("{id} of {}: {stored} is stored, {computed} is right", wrong.tenant),
        None => format!("{id} of {}", wrong.tenant),
    }
}

fn shown(rule: &Rule, wrong: &Wrong) -> Option<(String, String)> {
    let (stored, computed) = wrong.values.as_ref()?;
    Some((explain::show(rule.target(), stored), explain::show(rule.target(), computed)))
}

fn object(checked: &Checked) -> Value {
    let Checked { rule, rows, found, named, took } = checked;
    let examples: Vec<Value> = named
        .iter()
        .take(verify::MOST_NAMED)
        .map(|wrong| {
            let id = show(Key { table: rule.table(), id: wrong.id });
            let (stored, computed) = shown(rule, wrong).unzip();
            json!({ "tenant": wrong.tenant.to_string(), "id": id, "stored": stored, "computed": computed })
        })
        .collect();
    json!({
        "rule": rule.name, "kind": rule.kind(), "rows": rows, "found": found,
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "examples": examples,
    })
}
