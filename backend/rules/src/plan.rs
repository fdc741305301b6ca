//! Planning: what a unit stores. Cells are filled in topological rank, each once; sums move by the difference
//! between a child as found and as left, so a write costs the same whatever the number of siblings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use crate::decimal::{Decimal, Overflow};
use crate::discover::{Reach, Touch, bit};
use crate::draft::{Draft, Op};
use crate::evaluate::{Scope, evaluate, holds};
use crate::images::{Images, Key, Row};
use crate::load::RuleSet;
use crate::node::{Node, Read};
use crate::rule::{Body, Fires, Rule};
use crate::schema::{ColumnRef, RelationRef, Role};
use crate::value::Value;
use crate::violation::Violation;

mod judge;

/// What a unit does to its rows, and what the world is told about it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    changes: BTreeMap<Key, Change>,
    /// The events that fired, by row and in the order of the rules.
    pub events: Vec<Fired>,
    /// Why the unit is refused; empty if it is not.
    pub violations: Vec<Violation>,
}

/// Both images of a row.
#[derive(Clone, Debug)]
pub struct Change {
    /// As the unit found it; none for a new row.
    pub before: Option<Row>,
    /// As the unit leaves it; none for a deleted row.
    pub after: Option<Row>,
    pub(crate) touch: Touch,
}

/// An event of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The rule.
    pub rule: String,
    /// Where it is written.
    pub sinks: &'static [&'static str],
    /// The row.
    pub key: Key,
    /// Its place among all events of the row; rises by one.
    pub sequence: i64,
}

impl Change {
    /// Whether anything is stored for the row.
    pub fn is_effective(&self) -> bool {
        self.before != self.after
    }

    /// The row as the unit leaves it, or as the unit found it when it is deleted.
    pub const fn last(&self) -> Option<&Row> {
        match &self.after {
            Some(row) => Some(row),
            None => self.before.as_ref(),
        }
    }

    /// The columns whose values differ between both images.
    pub fn changed(&self) -> Vec<u16> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                (0..).zip(before.iter().zip(after.iter())).filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Plan {
    /// The rows that are stored, in lock order.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Key, &Change)> {
        self.changes.iter().map(|(key, change)| (*key, change)).filter(|(_, change)| change.is_effective())
    }

    /// Adds what the next unit does, which was planned on the rows as this plan leaves them: every row as it was found before
    /// the first, and as the last leaves it. Events stay those of their own units.
    pub fn follow_with(&mut self, next: &Self) {
        for (key, change) in &next.changes {
            self.changes
                .entry(*key)
                .and_modify(|first| first.after.clone_from(&change.after))
                .or_insert_with(|| change.clone());
        }
    }

    /// What happens to a row.
    pub fn change(&self, key: Key) -> Option<&Change> {
        self.changes.get(&key)
    }
}

impl RuleSet {
    /// Plans `draft` over `images`. `reach` is what [`RuleSet::discover`] gave for the same two, complete.
    pub fn plan(&self, draft: &Draft, images: &Images, reach: &Reach) -> Plan {
        if !reach.violations.is_empty() {
            return Plan { violations: reach.violations.clone(), ..Plan::default() };
        }
        let mut work = Work { set: self, images, changes: BTreeMap::new(), violations: Vec::new() };
        for (key, touch) in &reach.touched {
            work.open(draft, *key, *touch);
        }
        for rule in self.cells() {
            work.fill(rule);
        }
        if work.violations.is_empty() {
            work.judge();
            work.compare(draft);
        }
        let events = if work.violations.is_empty() { work.fire() } else { Vec::new() };
        Plan { changes: work.changes, events, violations: work.violations }
    }
}

struct Work<'a> {
    set: &'a RuleSet,
    images: &'a Images,
    changes: BTreeMap<Key, Change>,
    violations: Vec<Violation>,
}

impl Work<'_> {
    /// Both images of a touched row before any cell is filled.
    fn open(&mut self, draft: &Draft, key: Key, touch: Touch) {
        let before = self.images.row(key).cloned();
        let after = match draft.op(key) {
            Some(Op::Insert(row)) => Some(row.clone()),
            Some(Op::Delete) => None,
            patch => before.as_ref().map(|row| {
                let mut next = row.to_vec();
                if let Some(Op::Patch(values)) = patch {
                    for (column, value) in values {
                        next[usize::from(*column)] = value.clone();
                    }
                }
                let version = self.set.schema().table(key.table).role(Role::Version);
                if let Some(at) = version.filter(|at| touch.dirty & bit(*at) != 0)
                    && let Value::Int(version) = &mut next[usize::from(at)]
                {
                    *version += 1;
                }
                next.into()
            }),
        };
        self.changes.insert(key, Change { before, after, touch });
    }

    fn fill(&mut self, rule: &Rule) {
        match &rule.body {
            Body::Sum { target, relation, value, only } => {
                self.gather(*target, *relation, only.as_ref(), &|row| row[usize::from(value.column)].number());
            }
            Body::Count { target, relation, only } => {
                self.gather(*target, *relation, only.as_ref(), &|_| Some(Decimal::from(1)));
            }
            Body::Formula { target, value } => {
                for key in self.dirty(*target) {
                    self.calculate(key, *target, value);
                }
            }
            Body::Copy { target, relation, source } => {
                for key in self.dirty(*target) {
                    self.copy(key, *target, *relation, *source);
                }
            }
            Body::Constraint { .. } | Body::Transition { .. } | Body::Event { .. } => {}
        }
    }

    /// The rows, with an image as left, in which a column may change.
    fn dirty(&self, at: ColumnRef) -> Vec<Key> {
        let first = Key { table: at.table, id: Uuid::nil() };
        self.changes
            .range(first..)
            .take_while(|(key, _)| key.table == at.table)
            .filter(|(_, change)| change.after.is_some() && change.touch.dirty & bit(at.column) != 0)
            .map(|(key, _)| *key)
            .collect()
    }

    /// Takes every touched child's old contribution out of its old parent and puts the new one into the new.
    fn gather(
        &mut self,
        target: ColumnRef,
        relation: RelationRef,
        only: Option<&Node>,
        value: &dyn Fn(&Row) -> Option<Decimal>,
    ) {
        let mut moved: HashMap<Uuid, Result<Decimal, Overflow>> = HashMap::new();
        let foreign_key = usize::from(self.set.schema().foreign_key(relation).column);
        for (key, change) in self.changes.iter().filter(|(key, _)| key.table == relation.table) {
            for (row, sign) in [(&change.before, -1), (&change.after, 1)] {
                let Some(row) = row else { continue };
                let Some(parent) = row[foreign_key].uuid() else { continue };
                let scope = Rows { work: self, key: *key, row, before: None };
                let counts = only.map_or(Ok(true), |node| holds(node, &scope));
                let total = moved.entry(parent).or_insert(Ok(Decimal::ZERO));
                *total = total.and_then(|total| match (counts?, value(row)) {
                    (true, Some(amount)) => total.plus(Decimal::from(sign).times(amount)?),
                    _ => Ok(total),
                });
            }
        }
        for key in self.dirty(target) {
            let found = self.changes.get(&key).and_then(|change| change.before.as_ref());
            let start = found.and_then(|row| row[usize::from(target.column)].number()).unwrap_or(Decimal::ZERO);
            let sum = moved.get(&key.id).copied().unwrap_or(Ok(Decimal::ZERO)).and_then(|by| start.plus(by));
            self.store(key, target, sum.map(Some));
        }
    }

    fn calculate(&mut self, key: Key, target: ColumnRef, value: &Node) {
        let Some(row) = self.after(key).cloned() else { return };
        let result = evaluate(value, &Rows { work: self, key, row: &row, before: None });
        match result {
            Ok(found) => match found.number() {
                Some(number) if self.set.schema().column(target).kind.is_number() => {
                    self.store(key, target, Ok(Some(number)));
                }
                _ => self.set_value(key, target, found),
            },
            Err(Overflow) => self.store(key, target, Err(Overflow)),
        }
    }

    fn copy(&mut self, key: Key, target: ColumnRef, relation: RelationRef, source: ColumnRef) {
        let foreign_key = usize::from(self.set.schema().foreign_key(relation).column);
        let change = &self.changes[&key];
        let id = |row: &Option<Row>| row.as_ref().and_then(|row| row[foreign_key].uuid());
        let (before, after) = (id(&change.before), id(&change.after));
        let again = change.touch.recopied & bit(target.column) != 0;
        if change.before.is_some() && before == after && !again {
            return;
        }
        let parent = after.map(|id| Key { table: source.table, id });
        let value = parent.and_then(|key| self.after(key)).map(|row| row[usize::from(source.column)].clone());
        self.set_value(key, target, value.unwrap_or(Value::Null));
    }

    fn store(&mut self, key: Key, target: ColumnRef, number: Result<Option<Decimal>, Overflow>) {
        let kind = self.set.schema().column(target).kind;
        match number.ok().flatten().and_then(|number| kind.store(number)) {
            Some(value) => self.set_value(key, target, value),
            None => self.violations.push(Violation::Overflow { key, column: target }),
        }
    }

    fn set_value(&mut self, key: Key, target: ColumnRef, value: Value) {
        if let Some(row) = self.changes.get_mut(&key).and_then(|change| change.after.as_mut()) {
            let at = usize::from(target.column);
            if row[at] != value {
                let mut next = row.to_vec();
                next[at] = value;
                *row = next.into();
            }
        }
    }

    /// A row as the unit leaves it, whether or not the unit touches it.
    fn after(&self, key: Key) -> Option<&Row> {
        match self.changes.get(&key) {
            Some(change) => change.after.as_ref(),
            None => self.images.row(key),
        }
    }

    /// Fires events and numbers them by row.
    fn fire(&mut self) -> Vec<Fired> {
        let mut fired = Vec::new();
        let keys: BTreeSet<Key> = self.changes.keys().copied().collect();
        for key in keys {
            let change = &self.changes[&key];
            let Some(row) = change.last().cloned().filter(|_| change.is_effective()) else { continue };
            let (before, leaves) = (change.before.clone(), change.after.is_none());
            let counter = self.set.schema().table(key.table).role(Role::Events);
            let stored = |row: &Row| counter.and_then(|at| row[usize::from(at)].number());
            let start = stored(&row).and_then(|at| i64::try_from(at.units()).ok()).unwrap_or(0);
            let mut sequence = start;
            for at in &self.set.on(key.table).events {
                let rule = self.set.rule(*at);
                let Body::Event { when, fires, sinks, .. } = &rule.body else { continue };
                if leaves != (*fires == Fires::Deletion) {
                    continue;
                }
                let now = holds(when, &Rows { work: self, key, row: &row, before: before.as_ref() });
                let was = before.as_ref().filter(|_| *fires == Fires::Becoming).is_some_and(|row| {
                    holds(when, &Rows { work: self, key, row, before: before.as_ref() }) == Ok(true)
                });
                if now == Ok(true) && !was {
                    sequence += 1;
                    fired.push(Fired { rule: rule.name.clone(), sinks, key, sequence });
                }
            }
            if let Some(column) = counter.filter(|_| sequence > start) {
                self.set_value(key, ColumnRef { table: key.table, column }, Value::Int(sequence));
            }
        }
        fired
    }
}

/// The reads of one row: its own columns, and its parents as the unit leaves or found them.
struct Rows<'a> {
    work: &'a Work<'a>,
    key: Key,
    row: &'a Row,
    before: Option<&'a Row>,
}

impl Rows<'_> {
    fn parent(&self, row: Option<&Row>, relation: RelationRef) -> Option<Key> {
        let at = self.work.set.schema().foreign_key(relation);
        debug_assert_eq!(at.table, self.key.table, "a relation of another table");
        let id = row?[usize::from(at.column)].uuid()?;
        Some(Key { table: self.work.set.schema().relation(relation).parent, id })
    }
}

impl Scope for Rows<'_> {
    fn read(&self, read: Read) -> Value {
        let value = |row: Option<&Row>, at: ColumnRef| row.map(|row| row[usize::from(at.column)].clone());
        let found = match read {
            Read::Own(at) => value(Some(self.row), at),
            Read::Old(at) => value(self.before, at),
            Read::Via(over, at) => value(self.parent(Some(self.row), over).and_then(|key| self.work.after(key)), at),
            Read::Found(over, at) => {
                value(self.parent(Some(self.row), over).and_then(|key| self.work.images.row(key)), at)
            }
            Read::Left(over, at) => value(self.parent(self.before, over).and_then(|key| self.work.images.row(key)), at),
        };
        found.unwrap_or(Value::Null)
    }
}
