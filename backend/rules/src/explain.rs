//! Explanation: what made a value what it is, one level down.

use crate::images::Key;
use crate::load::RuleSet;
use crate::node::Read;
use crate::plan::Plan;
use crate::rule::{Body, Rule};
use crate::schema::ColumnRef;
use crate::value::Value;

/// Why a unit leaves a column so.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The rule that fills the column.
    pub rule: String,
    /// The rule's sentence.
    pub sentence: &'static str,
    /// The value as the unit found it; null for a new row.
    pub before: Value,
    /// The value as the unit leaves it.
    pub after: Value,
    /// What it was made from: for a sum or count, the children that moved it.
    pub terms: Vec<Term>,
}

/// One value that another was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The row it stands in.
    pub key: Key,
    /// Its column; the foreign key for a count.
    pub column: ColumnRef,
    /// Its value as the unit found it; null if the row did not exist.
    pub before: Value,
    /// Its value as the unit leaves it; null if the row does not exist any more.
    pub after: Value,
}

impl RuleSet {
    /// Why `plan` leaves the column of a touched row so; `None` if no rule fills it or the row is not touched.
    pub fn explain(&self, plan: &Plan, key: Key, column: u16) -> Option<Explanation> {
        let at = ColumnRef { table: key.table, column };
        let rule = self.cells().find(|rule| rule.target() == Some(at))?;
        let Term { before, after, .. } = term(plan, key, at)?;
        let terms = self.terms(plan, rule, key);
        Some(Explanation { rule: rule.name.clone(), sentence: rule.sentence, before, after, terms })
    }

    fn terms(&self, plan: &Plan, rule: &Rule, key: Key) -> Vec<Term> {
        match &rule.body {
            Body::Sum { relation, value, .. } => self.children(plan, *relation, key, *value),
            Body::Count { relation, .. } => self.children(plan, *relation, key, self.schema().foreign_key(*relation)),
            Body::Copy { relation, source, .. } => self
                .parents(plan, key, *relation)
                .into_iter()
                .filter_map(|parent| term(plan, parent, *source))
                .collect(),
            Body::Formula { value, .. } => {
                let mut terms = Vec::new();
                for read in value.reads() {
                    match read {
                        Read::Own(at) => terms.extend(term(plan, key, at)),
                        Read::Via(over, at) => {
                            terms.extend(
                                self.parents(plan, key, over).into_iter().filter_map(|key| term(plan, key, at)),
                            );
                        }
                        Read::Old(_) | Read::Found(..) | Read::Left(..) => {}
                    }
                }
                terms
            }
            Body::Constraint { .. } | Body::Transition { .. } | Body::Event { .. } => Vec::new(),
        }
    }

    fn children(&self, plan: &Plan, relation: crate::schema::RelationRef, parent: Key, value: ColumnRef) -> Vec<Term> {
        let foreign_key = usize::from(self.schema().foreign_key(relation).column);
        plan.changes()
            .filter(|(key, _)| key.table == relation.table)
            .filter(|(_, change)| {
                [&change.before, &change.after]
                    .into_iter()
                    .flatten()
                    .any(|row| row[foreign_key].uuid() == Some(parent.id))
            })
            .filter_map(|(key, _)| term(plan, key, value))
            .collect()
    }

    fn parents(&self, plan: &Plan, key: Key, relation: crate::schema::RelationRef) -> Vec<Key> {
        let foreign_key = usize::from(self.schema().foreign_key(relation).column);
        let row = plan.change(key).and_then(|change| change.after.as_ref());
        let id = row.and_then(|row| row[foreign_key].uuid());
        id.map(|id| Key { table: self.schema().relation(relation).parent, id }).into_iter().collect()
    }
}

fn term(plan: &Plan, key: Key, column: ColumnRef) -> Option<Term> {
    let change = plan.change(key)?;
    let value = |row: &Option<crate::images::Row>| {
        row.as_ref().map_or(Value::Null, |row| row[usize::from(column.column)].clone())
    };
    Some(Term { key, column, before: value(&change.before), after: value(&change.after) })
}
