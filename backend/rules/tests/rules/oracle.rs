//! The naive recomputation: every derived column of every row from its rule's declared body, over all rows, again
//! and again until nothing changes. It shares no code with the engine: no ranks, no differences, no decimals.

use std::collections::BTreeSet;

use docket_rules::images::{Key, Row};
use docket_rules::node::{Arith, Compare, Node, Read};
use docket_rules::rule::Body;
use docket_rules::schema::{ColumnRef, RelationRef, Role, Schema};
use docket_rules::{Decimal, Kind, Rule, RuleSet, Value};

use crate::store::Rows;

/// Numbers are counts of 10^-8.
const PLACES: u32 = 8;
const ONE: i128 = 10_i128.pow(PLACES);

/// A value on the way: any number, or anything else.
#[derive(Clone, Debug, PartialEq)]
enum Naive {
    Number(i128),
    Other(Value),
}

/// The rows that a unit must leave, given what it found (`before`) and the rows with all authored columns as it
/// leaves them (`authored`).
pub(crate) fn recompute(set: &RuleSet, before: &Rows, authored: &Rows) -> Rows {
    let mut rows = authored.clone();
    raise_versions(set.schema(), before, &mut rows);
    loop {
        let mut changed = false;
        for rule in set.rules() {
            let Some(target) = rule.target() else { continue };
            let keys: Vec<Key> = rows.keys().filter(|key| key.table == target.table).copied().collect();
            for key in keys {
                let value = derive(set.schema(), rule, key, before, &rows);
                let row = rows.get_mut(&key).expect("a row of the table");
                if row[usize::from(target.column)] != value {
                    let mut next = row.to_vec();
                    next[usize::from(target.column)] = value;
                    *row = next.into();
                    changed = true;
                }
            }
        }
        if !changed {
            return rows;
        }
    }
}

/// The constraints that refuse a unit, and the rows they refuse: broken as left, and neither as found nor no worse.
pub(crate) fn broken(set: &RuleSet, before: &Rows, after: &Rows) -> BTreeSet<(String, Key)> {
    let mut broken = BTreeSet::new();
    for rule in set.rules() {
        let Body::Constraint { table, holds, .. } = &rule.body else { continue };
        for (key, row) in after.iter().filter(|(key, _)| key.table == *table) {
            let now = Scope { schema: set.schema(), rows: after, row };
            if now.holds(holds) {
                continue;
            }
            let was = before.get(key).map(|row| Scope { schema: set.schema(), rows: before, row });
            if !was.is_some_and(|was| !was.holds(holds) && is_no_worse(holds, &was, &now)) {
                broken.insert((rule.name.clone(), *key));
            }
        }
    }
    broken
}

fn is_no_worse(holds: &Node, was: &Scope<'_>, now: &Scope<'_>) -> bool {
    let excess = |scope: &Scope<'_>| {
        let Node::Compare(how, a, b) = holds else { return None };
        let (Naive::Number(a), Naive::Number(b)) = (scope.value(a), scope.value(b)) else { return None };
        Some(match how {
            Compare::Eq => (a - b).abs(),
            Compare::Le | Compare::Lt => a - b,
            Compare::Ge | Compare::Gt => b - a,
        })
    };
    match (excess(was), excess(now)) {
        (Some(was), Some(now)) => now <= was,
        _ => holds.reads().into_iter().all(|read| was.read(read) == now.read(read)),
    }
}

/// New rows start at one. Others rise when an authored column differs, or one of a row that is part of them.
fn raise_versions(schema: &Schema, before: &Rows, rows: &mut Rows) {
    let mut raised = BTreeSet::new();
    for key in before.keys().chain(rows.keys()) {
        let (was, is) = (before.get(key), rows.get(key));
        if !is_authored(schema, key, was, is) {
            continue;
        }
        raised.insert(*key);
        for relation in schema.table(key.table).relations.iter().filter(|relation| relation.part_of) {
            let parents = [was, is].into_iter().flatten().filter_map(|row| row[usize::from(relation.column)].uuid());
            raised.extend(parents.map(|id| Key { table: relation.parent, id }));
        }
    }
    for (key, row) in rows.iter_mut() {
        let Some(at) = schema.table(key.table).role(Role::Version) else { continue };
        let version = before.get(key).map_or(Value::Int(0), |row| row[usize::from(at)].clone());
        let Value::Int(version) = version else { panic!("a version is a whole number") };
        let mut next = row.to_vec();
        next[usize::from(at)] = Value::Int(version + i64::from(raised.contains(key)));
        *row = next.into();
    }
}

/// Whether what people set differs between both images.
pub(crate) fn is_authored(schema: &Schema, key: &Key, was: Option<&Row>, is: Option<&Row>) -> bool {
    let (Some(was), Some(is)) = (was, is) else { return was.is_some() != is.is_some() };
    let columns = schema.table(key.table).columns.iter();
    let authored = columns.map(|column| matches!(column.role, Role::Authored | Role::Fixed));
    authored.zip(was.iter().zip(is.iter())).any(|(authored, (was, is))| authored && was != is)
}

fn derive(schema: &Schema, rule: &Rule, key: Key, before: &Rows, rows: &Rows) -> Value {
    let row = &rows[&key];
    match &rule.body {
        Body::Sum { target, relation, value, only } => {
            let amount = |child: &Scope<'_>| number(&child.read(Read::Own(*value))).unwrap_or(0);
            let total = children(schema, rows, *relation, only.as_ref(), key).iter().map(amount).sum();
            fitted(schema.column(*target).kind, total)
        }
        Body::Count { relation, only, .. } => {
            let count = children(schema, rows, *relation, only.as_ref(), key).len();
            Value::Int(i64::try_from(count).expect("few rows"))
        }
        Body::Formula { target, value } => match (Scope { schema, rows, row }).value(value) {
            Naive::Number(number) => fitted(schema.column(*target).kind, number),
            Naive::Other(value) => value,
        },
        Body::Copy { target, relation, source } => {
            let foreign_key = usize::from(schema.foreign_key(*relation).column);
            match before.get(&key) {
                Some(found) if found[foreign_key] == row[foreign_key] => found[usize::from(target.column)].clone(),
                _ => Scope { schema, rows, row }.read(Read::Via(*relation, *source)),
            }
        }
        Body::Constraint { .. } | Body::Transition { .. } | Body::Event { .. } => panic!("derives nothing"),
    }
}

fn children<'a>(
    schema: &'a Schema,
    rows: &'a Rows,
    relation: RelationRef,
    only: Option<&Node>,
    parent: Key,
) -> Vec<Scope<'a>> {
    let foreign_key = usize::from(schema.foreign_key(relation).column);
    rows.iter()
        .filter(|(key, row)| key.table == relation.table && row[foreign_key].uuid() == Some(parent.id))
        .map(|(_, row)| Scope { schema, rows, row })
        .filter(|child| only.is_none_or(|only| child.holds(only)))
        .collect()
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Int(whole) => Some(i128::from(*whole) * ONE),
        Value::Dec(number) => Some(number.units() * 10_i128.pow(PLACES - u32::from(number.scale()))),
        _ => None,
    }
}

fn fitted(kind: Kind, number: i128) -> Value {
    let step = 10_i128.pow(PLACES - u32::from(kind.scale()));
    assert_eq!(number % step, 0, "digits would be lost");
    match kind {
        Kind::Int => Value::Int(i64::try_from(number / step).expect("small numbers")),
        _ => Value::Dec(Decimal::new(number / step, kind.scale())),
    }
}

/// One row, among all.
struct Scope<'a> {
    schema: &'a Schema,
    rows: &'a Rows,
    row: &'a Row,
}

impl Scope<'_> {
    fn read(&self, read: Read) -> Value {
        match read {
            Read::Own(at) => self.row[usize::from(at.column)].clone(),
            Read::Via(over, at) => self.parent(over, at).unwrap_or(Value::Null),
            Read::Old(_) | Read::Found(..) | Read::Left(..) => {
                panic!("only transitions and events look back")
            }
        }
    }

    fn parent(&self, over: RelationRef, at: ColumnRef) -> Option<Value> {
        let id = self.row[usize::from(self.schema.foreign_key(over).column)].uuid()?;
        let parent = self.rows.get(&Key { table: self.schema.relation(over).parent, id })?;
        Some(parent[usize::from(at.column)].clone())
    }

    fn holds(&self, node: &Node) -> bool {
        self.value(node) == Naive::Other(Value::Bool(true))
    }

    fn value(&self, node: &Node) -> Naive {
        let plain = |value: Value| number(&value).map_or(Naive::Other(value), Naive::Number);
        let truth = |yes| Naive::Other(Value::Bool(yes));
        match node {
            Node::Col(at) => plain(self.read(Read::Own(*at))),
            Node::Via(over, at) => plain(self.read(Read::Via(*over, *at))),
            Node::Lit(value) => plain(value.clone()),
            Node::Arith(how, a, b) => match (self.value(a), self.value(b)) {
                (Naive::Number(a), Naive::Number(b)) => Naive::Number(match how {
                    Arith::Add => a + b,
                    Arith::Sub => a - b,
                    Arith::Mul => a * b / ONE,
                }),
                _ => Naive::Other(Value::Null),
            },
            Node::Round(a, places) => match (self.value(a), self.value(places)) {
                (Naive::Number(a), Naive::Number(places)) => Naive::Number(rounded(a, places / ONE)),
                _ => Naive::Other(Value::Null),
            },
            Node::Compare(how, a, b) => truth(compare(*how, &self.value(a), &self.value(b))),
            Node::IsNull(a) => truth(self.value(a) == Naive::Other(Value::Null)),
            Node::Or(a, b) => match self.value(a) {
                Naive::Other(Value::Null) => self.value(b),
                value => value,
            },
            Node::All(parts) => truth(parts.iter().all(|part| self.holds(part))),
            Node::Any(parts) => truth(parts.iter().any(|part| self.holds(part))),
            Node::Not(a) => truth(!self.holds(a)),
            Node::OneOf(a, values) => {
                let value = self.value(a);
                truth(values.iter().any(|one| plain(one.clone()) == value))
            }
            Node::Case(arms, last) => {
                let arm = arms.iter().find(|(when, _)| self.holds(when)).map(|(_, value)| value);
                self.value(arm.unwrap_or(last))
            }
            Node::Old(_) | Node::Found(..) | Node::Left(..) => {
                panic!("only transitions and events look back")
            }
        }
    }
}

fn rounded(number: i128, places: i128) -> i128 {
    let places = u32::try_from(places.clamp(0, 8)).expect("few places");
    let step = 10_i128.pow(PLACES - places);
    number.signum() * ((number.abs() + step / 2) / step) * step
}

fn compare(how: Compare, a: &Naive, b: &Naive) -> bool {
    match (a, b) {
        (Naive::Number(a), Naive::Number(b)) => match how {
            Compare::Eq => a == b,
            Compare::Lt => a < b,
            Compare::Le => a <= b,
            Compare::Gt => a > b,
            Compare::Ge => a >= b,
        },
        (Naive::Other(a), Naive::Other(b)) => how == Compare::Eq && !a.is_null() && a == b,
        _ => false,
    }
}
