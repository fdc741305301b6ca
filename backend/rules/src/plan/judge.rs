//! Judging: constraints and transitions, on every row that the unit may have changed, once all cells are filled.

use crate::decimal::{Decimal, Overflow};
use crate::discover::bit;
use crate::draft::Draft;
use crate::evaluate::{Scope, evaluate, holds, sides};
use crate::images::{Images, Key, Row};
use crate::load::RuleSet;
use crate::node::{Compare, Node, Read};
use crate::plan::{Change, Rows, Work};
use crate::rule::{Body, Judged, Rule};
use crate::schema::{ColumnRef, RelationRef};
use crate::value::Value;
use crate::violation::{Compared, Moved, Violation};

impl Work<'_> {
    pub(super) fn judge(&mut self) {
        let mut violations = Vec::new();
        for (key, change) in &self.changes {
            if let Some(after) = &change.after {
                self.judge_constraints(*key, change, after, &mut violations);
            }
            self.judge_transitions(*key, change, &mut violations);
        }
        self.violations = violations;
    }

    /// What the caller expects of cells that rules fill.
    pub(super) fn compare(&mut self, draft: &Draft) {
        for (key, column, expected) in draft.expected_values() {
            let current = self.after(key).map_or(Value::Null, |row| row[usize::from(column.column)].clone());
            if current != *expected {
                let moved = Box::new(Moved { expected: expected.clone(), current });
                self.violations.push(Violation::Moved { key, column, moved });
            }
        }
    }

    fn judge_constraints(&self, key: Key, change: &Change, after: &Row, violations: &mut Vec<Violation>) {
        for at in &self.set.on(key.table).constraints {
            let rule = self.set.rule(*at);
            let Body::Constraint { holds: condition, .. } = &rule.body else { continue };
            if !change.touch.judged && change.touch.dirty & self.set.bits(rule) == 0 {
                continue;
            }
            let now = Rows { work: self, key, row: after, before: change.before.as_ref() };
            match holds(condition, &now) {
                Ok(true) => {}
                Ok(false) => {
                    let was = change.before.as_ref().map(|row| AsFound { set: self.set, images: self.images, row });
                    if !was.as_ref().is_some_and(|was| is_no_worse(condition, was, &now)) {
                        violations.push(broken(rule, key, condition, &now, was.as_ref()));
                    }
                }
                Err(Overflow) => violations.push(self.too_large(rule, key)),
            }
        }
    }

    fn judge_transitions(&self, key: Key, change: &Change, violations: &mut Vec<Violation>) {
        for at in &self.set.on(key.table).transitions {
            let rule = self.set.rule(*at);
            let Body::Transition { holds: condition, judged, .. } = &rule.body else { continue };
            let row = match (&change.after, &change.before) {
                (Some(after), _) if *judged != Judged::Deletion => after,
                (None, Some(before)) if *judged != Judged::Change => before,
                _ => continue,
            };
            if !change.touch.authored && change.touch.dirty & self.set.bits(rule) == 0 {
                continue;
            }
            let scope = Rows { work: self, key, row, before: change.before.as_ref() };
            match holds(condition, &scope) {
                Ok(true) => {}
                Ok(false) => violations.push(broken(rule, key, condition, &scope, None)),
                Err(Overflow) => violations.push(self.too_large(rule, key)),
            }
        }
    }

    /// A rule that cannot be calculated is refused at the first column it reads.
    fn too_large(&self, rule: &Rule, key: Key) -> Violation {
        let bits = self.set.bits(rule);
        let column = (0..64).find(|column| bits & bit(*column) != 0).unwrap_or(0);
        Violation::Overflow { key, column: ColumnRef { table: key.table, column } }
    }
}

/// A row already in breach may stay or improve: the excess of a comparison may not grow, and nothing that another
/// kind of condition reads may change.
fn is_no_worse(condition: &Node, was: &AsFound<'_>, now: &Rows<'_>) -> bool {
    if holds(condition, was) != Ok(false) {
        return false;
    }
    match (sides(condition, was), sides(condition, now)) {
        (Ok(Some(was)), Ok(Some(now))) => match (excess(was), excess(now)) {
            (Ok(was), Ok(now)) => now <= was,
            _ => false,
        },
        _ => condition.reads().into_iter().all(|read| was.read(read) == now.read(read)),
    }
}

fn excess((how, left, right): (Compare, Decimal, Decimal)) -> Result<Decimal, Overflow> {
    match how {
        Compare::Eq if left < right => right.minus(left),
        Compare::Ge | Compare::Gt => right.minus(left),
        Compare::Eq | Compare::Le | Compare::Lt => left.minus(right),
    }
}

fn broken(rule: &Rule, key: Key, condition: &Node, now: &Rows<'_>, was: Option<&AsFound<'_>>) -> Violation {
    let mut columns = Vec::new();
    for read in condition.reads() {
        if let Read::Own(at) | Read::Old(at) = read
            && !columns.contains(&at)
        {
            columns.push(at);
        }
    }
    let left_before = |condition: &Node| match condition {
        Node::Compare(_, left, _) => was.and_then(|was| evaluate(left, was).ok()).and_then(|value| value.number()),
        _ => None,
    };
    let compared = sides(condition, now)
        .ok()
        .flatten()
        .map(|(_, left, right)| Box::new(Compared { left, right, left_before: left_before(condition) }));
    Violation::Rule { rule: rule.name.clone(), sentence: rule.sentence, key, columns, compared }
}

/// A row and its parents as the unit found them.
struct AsFound<'a> {
    set: &'a RuleSet,
    images: &'a Images,
    row: &'a Row,
}

impl AsFound<'_> {
    fn parent(&self, relation: RelationRef) -> Option<&Row> {
        let at = self.set.schema().foreign_key(relation);
        let id = self.row[usize::from(at.column)].uuid()?;
        self.images.row(Key { table: self.set.schema().relation(relation).parent, id })
    }
}

impl Scope for AsFound<'_> {
    fn read(&self, read: Read) -> Value {
        match read {
            Read::Own(at) | Read::Old(at) => self.row[usize::from(at.column)].clone(),
            Read::Via(over, at) | Read::Found(over, at) | Read::Left(over, at) => {
                self.parent(over).map_or(Value::Null, |row| row[usize::from(at.column)].clone())
            }
        }
    }
}
