//! An explanation in one line: `balance 235 = order 1: 55 + order 2: 180`.

use docket_rules::Value;
use docket_rules::rule::Body;
use docket_rules::schema::{ColumnRef, TableId};

use super::{Explanation, Rest};
use crate::id::show_value;
use crate::rules::rule_set;

/// A column's value as people and the API write it.
pub fn show(at: Option<ColumnRef>, value: &Value) -> String {
    let (table, column) = at.map_or((TableId(0), usize::MAX), |at| (at.table, usize::from(at.column)));
    match show_value(table, column, value) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Explanation {
    /// The stored value as text.
    pub fn shown(&self) -> String {
        show(self.column, &self.value)
    }

    /// The value and its terms in one line.
    pub fn text(&self) -> String {
        let head = format!("{} {}", self.field(), self.shown());
        let Some(rule) = self.rule else { return head };
        let mut parts: Vec<String> = self.terms.iter().map(|term| self.part(term)).collect();
        parts.extend(self.rest.as_ref().map(Rest::text));
        match (&rule.body, self.terms.first()) {
            (Body::Sum { .. } | Body::Count { .. }, _) if parts.is_empty() && self.is_zero() => {
                format!("{head} = nothing to add up")
            }
            // Four levels down: the terms are not looked up.
            (_, _) if parts.is_empty() => head,
            (Body::Formula { .. }, _) => {
                format!("{head} = {}, where {}", rule_set().text(rule), parts.join(", "))
            }
            (Body::Copy { .. }, Some(source)) if source.value != self.value => {
                format!("{head} was copied from {}, which has {} now", source.label, source.shown())
            }
            _ => format!("{head} = {}", parts.join(" + ")),
        }
    }

    fn is_zero(&self) -> bool {
        self.value.number().is_some_and(docket_rules::Decimal::is_zero)
    }

    fn part(&self, term: &Self) -> String {
        if term.key == self.key {
            return format!("{} = {}", term.field(), term.shown());
        }
        match term.column {
            Some(_) => format!("{}: {}", term.label, term.shown()),
            None => term.label.clone(),
        }
    }
}

impl Rest {
    /// What is not shown, added up: `1,204 more: 88,300.5`.
    pub fn text(&self) -> String {
        let digits = self.count.to_string();
        let mut count = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                count.push(',');
            }
            count.push(digit);
        }
        format!("{count} more: {}", show(None, &self.value))
    }
}
