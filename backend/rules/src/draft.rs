//! What a unit of work asks for: inserts, patches and deletes, staged in any order.

use std::collections::{BTreeMap, BTreeSet};

use crate::images::{Key, Row};
use crate::schema::{ColumnRef, RelationRef, Role, Schema};
use crate::value::Value;
use crate::violation::Violation;

/// One staged change of a row.
#[derive(Clone, Debug)]
pub enum Op {
    /// A new row; derived columns are still null.
    Insert(Row),
    /// New values of authored columns.
    Patch(BTreeMap<u16, Value>),
    /// The row leaves.
    Delete,
}

/// All staged changes, at most one a row.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    ops: BTreeMap<Key, Op>,
    expected: BTreeMap<Key, i64>,
    values: BTreeMap<(Key, ColumnRef), Value>,
    recopies: BTreeSet<(Key, RelationRef)>,
}

impl Draft {
    /// Stages a new row. Columns that are not given are null, and must be allowed to be.
    pub fn insert(&mut self, schema: &Schema, key: Key, values: Vec<(u16, Value)>) -> Result<(), Violation> {
        if self.ops.contains_key(&key) {
            return Err(Violation::Contradiction { key });
        }
        let columns = &schema.table(key.table).columns;
        let mut row = vec![Value::Null; columns.len()];
        for (column, value) in values {
            admit(schema, key, column, &value, true)?;
            row[usize::from(column)] = value;
        }
        for (at, column) in (0..).zip(columns) {
            let given = &mut row[usize::from(at)];
            match column.role {
                Role::Key => *given = Value::Uuid(key.id),
                Role::Version => *given = Value::Int(1),
                Role::Events => *given = Value::Int(0),
                Role::Authored | Role::Fixed if given.is_null() && !column.nullable => {
                    return Err(unfit(key, at, Value::Null));
                }
                Role::Authored | Role::Fixed | Role::Derived => {}
            }
        }
        self.ops.insert(key, Op::Insert(row.into()));
        Ok(())
    }

    /// Stages new values; a later patch of a column wins. A row that this unit inserts takes them at once.
    pub fn patch(&mut self, schema: &Schema, key: Key, values: Vec<(u16, Value)>) -> Result<(), Violation> {
        for (column, value) in &values {
            admit(schema, key, *column, value, false)?;
        }
        match self.ops.entry(key).or_insert_with(|| Op::Patch(BTreeMap::new())) {
            Op::Insert(row) => {
                let mut next = row.to_vec();
                for (column, value) in values {
                    next[usize::from(column)] = value;
                }
                *row = next.into();
                Ok(())
            }
            Op::Patch(patch) => {
                patch.extend(values);
                Ok(())
            }
            Op::Delete => Err(Violation::Contradiction { key }),
        }
    }

    /// Stages a deletion. A row that this unit inserted is forgotten.
    pub fn delete(&mut self, key: Key) -> Result<(), Violation> {
        match self.ops.get(&key) {
            Some(Op::Insert(_)) => {
                self.ops.remove(&key);
            }
            Some(Op::Delete) => return Err(Violation::Contradiction { key }),
            Some(Op::Patch(_)) | None => {
                self.ops.insert(key, Op::Delete);
            }
        }
        Ok(())
    }

    /// Refuses the unit unless the row, once locked, has this version.
    pub fn expect_version(&mut self, key: Key, version: i64) {
        self.expected.insert(key, version);
    }

    /// Refuses the unit unless it leaves the column with this value: for what a rule fills.
    pub fn expect_value(&mut self, key: Key, column: ColumnRef, value: Value) {
        self.values.insert((key, column), value);
    }

    /// Takes what the row copies over a relation again, as if the relation had just been set. A row whose copies are
    /// as the parent has them is not changed.
    pub fn recopy(&mut self, key: Key, relation: RelationRef) {
        self.recopies.insert((key, relation));
    }

    /// The staged change of a row.
    pub fn op(&self, key: Key) -> Option<&Op> {
        self.ops.get(&key)
    }

    /// All staged changes, in lock order.
    pub fn ops(&self) -> impl Iterator<Item = (Key, &Op)> {
        self.ops.iter().map(|(key, op)| (*key, op))
    }

    /// The versions that the caller expects.
    pub fn expected(&self) -> impl Iterator<Item = (Key, i64)> {
        self.expected.iter().map(|(key, version)| (*key, *version))
    }

    /// The values that the caller expects.
    pub fn expected_values(&self) -> impl Iterator<Item = (Key, ColumnRef, &Value)> {
        self.values.iter().map(|((key, column), value)| (*key, *column, value))
    }

    /// What is copied again.
    pub fn recopies(&self) -> impl Iterator<Item = (Key, RelationRef)> {
        self.recopies.iter().copied()
    }

    /// Whether a row is to leave.
    pub fn deletes(&self) -> bool {
        self.ops.values().any(|op| matches!(op, Op::Delete))
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty() && self.recopies.is_empty()
    }
}

fn admit(schema: &Schema, key: Key, column: u16, value: &Value, insert: bool) -> Result<(), Violation> {
    let at = ColumnRef { table: key.table, column };
    let spec = schema.column(at);
    match spec.role {
        Role::Derived | Role::Version | Role::Events => {
            return Err(Violation::DerivedColumn { key, column: at });
        }
        Role::Key => return Err(unfit(key, column, value.clone())),
        Role::Fixed if !insert => return Err(unfit(key, column, value.clone())),
        Role::Authored | Role::Fixed => {}
    }
    let fits = if value.is_null() { spec.nullable } else { spec.kind.admits(value) };
    if fits { Ok(()) } else { Err(unfit(key, column, value.clone())) }
}

fn unfit(key: Key, column: u16, value: Value) -> Violation {
    Violation::UnfitValue { key, column: ColumnRef { table: key.table, column }, value }
}
