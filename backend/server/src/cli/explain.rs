//! Saying why a stored value is what it is.

use docket_domain::Actor;
use docket_domain::explain::{self, Explanation, MOST_TERMS, Question, Unexplained, explained_fields};
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId, RowId, TenantId, show};
use docket_domain::rules::rule_set;
use docket_rules::images::Key;
use serde_json::{Value, json};

use super::{Failed, database, say};
use crate::config::Settings;

/// Prints the tree behind a value.
pub(super) async fn explain(
    settings: &Settings,
    id: &str,
    field: String,
    tenant: TenantId,
    as_json: bool,
) -> Result<(), Failed> {
    let key =
        read(id).ok_or_else(|| Failed::misused(format!("`{id}` is no id of a customer, product, order or item")))?;
    let docket = database::prepared(settings).await?;
    let explain = |fault| database::explain(settings, &fault);
    let snapshot = docket.snapshot(&Actor::new(tenant, "cli")).await.map_err(explain)?;
    let question = Question { key, field, first: MOST_TERMS, after: None };
    match explain::explain(&snapshot, &question).await.map_err(explain)? {
        Ok(explanation) if as_json => say(&object(&explanation).to_string()),
        Ok(explanation) => print(&explanation, 0),
        Err(why) => return Err(Failed::new(nothing(&question, &why))),
    }
    Ok(())
}

fn read(id: &str) -> Option<Key> {
    let customer = id.parse::<CustomerId>().map(RowId::key);
    let product = || id.parse::<ProductId>().map(RowId::key);
    let order = || id.parse::<OrderId>().map(RowId::key);
    let item = || id.parse::<ItemId>().map(RowId::key);
    customer.or_else(|_| product()).or_else(|_| order()).or_else(|_| item()).ok()
}

fn nothing(question: &Question, why: &Unexplained) -> String {
    let table = rule_set().schema().table(question.key.table).name;
    let field = &question.field;
    let fields = explained_fields(question.key.table).join(", ");
    match why {
        Unexplained::NoRow => format!("there is no {table} {} in this tenant", show(question.key)),
        Unexplained::NoColumn => format!("{table} has no field `{field}`; rules fill: {fields}"),
        Unexplained::NoRule => format!("people set `{field}`, no rule does; rules fill: {fields}"),
    }
}

fn print(explanation: &Explanation, depth: usize) {
    let indent = "  ".repeat(depth);
    let counted = explanation.column.is_none();
    let line = if counted { String::new() } else { format!(": {}", explanation.text()) };
    say(&format!("{indent}{}{line}", explanation.label));
    if let Some(rule) = explanation.rule {
        say(&format!("{indent}  ({} {}) {}", rule.kind(), rule.name, rule.sentence));
    }
    for term in &explanation.terms {
        print(term, depth + 1);
    }
    if let Some(rest) = &explanation.rest {
        say(&format!("{indent}  and {}", rest.text()));
    }
}

fn object(explanation: &Explanation) -> Value {
    let rule =
        explanation.rule.map(|rule| json!({ "name": rule.name, "kind": rule.kind(), "sentence": rule.sentence }));
    let rest =
        explanation.rest.as_ref().map(|rest| json!({ "count": rest.count, "value": explain::show(None, &rest.value) }));
    json!({
        "id": show(explanation.key),
        "label": explanation.label,
        "field": explanation.column.map(|_| explanation.field()),
        "value": explanation.shown(),
        "rule": rule,
        "text": explanation.text(),
        "terms": explanation.terms.iter().map(object).collect::<Vec<_>>(),
        "rest": rest,
    })
}
