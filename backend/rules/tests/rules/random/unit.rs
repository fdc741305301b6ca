//! Random units of work over any schema: inserts, patches, moves and deletes, several a row.

use docket_rules::draft::Draft;
use docket_rules::images::{Key, Row};
use docket_rules::schema::{Column, Role, Schema, TableId};
use docket_rules::{Decimal, Kind, Value};
use uuid::Uuid;

use super::Tape;
use super::world::shuffled;
use crate::store::Rows;

/// A staged unit, and all rows with their authored columns as it leaves them.
pub(crate) struct Unit {
    pub(crate) draft: Draft,
    pub(crate) rows: Rows,
}

/// Makes units over one schema. Ids are never used twice.
pub(crate) struct Units<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) ids: u128,
}

impl Units<'_> {
    /// A few rows in every table.
    pub(crate) fn first(&mut self, tape: &mut Tape<'_>) -> Unit {
        let mut unit = Unit { draft: Draft::default(), rows: Rows::new() };
        for table in self.schema.ids() {
            for _ in 0..tape.between(1, 4) {
                self.insert(tape, &mut unit, table);
            }
        }
        unit
    }

    /// One to six statements over the rows that there are.
    pub(crate) fn next(&mut self, tape: &mut Tape<'_>, rows: &Rows) -> Unit {
        let mut unit = Unit { draft: Draft::default(), rows: rows.clone() };
        for _ in 0..tape.between(1, 6) {
            let keys: Vec<Key> = unit.rows.keys().copied().collect();
            match (tape.below(10), tape.pick(&keys).copied()) {
                (0..=5, Some(key)) => self.patch(tape, &mut unit, key),
                (6, Some(key)) => self.delete(&mut unit, key),
                _ => {
                    let tables: Vec<TableId> = self.schema.ids().collect();
                    let table = *tape.pick(&tables).expect("tables");
                    self.insert(tape, &mut unit, table);
                }
            }
        }
        unit
    }

    fn insert(&mut self, tape: &mut Tape<'_>, unit: &mut Unit, table: TableId) {
        self.ids += 1;
        let key = Key { table, id: Uuid::from_u128(self.ids) };
        let mut row = vec![Value::Null; self.schema.table(table).columns.len()];
        row[0] = Value::Uuid(key.id);
        let mut values = Vec::new();
        for column in self.authored(table) {
            let Some(value) = self.value(tape, unit, table, column) else { return };
            row[usize::from(column)] = value.clone();
            values.push((column, value));
        }
        unit.draft.insert(self.schema, key, values).expect("values that fit");
        unit.rows.insert(key, row.into());
    }

    fn patch(&self, tape: &mut Tape<'_>, unit: &mut Unit, key: Key) {
        let authored = self.authored(key.table);
        let mut row = unit.rows[&key].to_vec();
        let mut values = Vec::new();
        for _ in 0..tape.between(1, 3) {
            let column = *tape.pick(&authored).expect("authored columns");
            if let Some(value) = self.value(tape, unit, key.table, column) {
                row[usize::from(column)] = value.clone();
                values.push((column, value));
            }
        }
        unit.draft.patch(self.schema, key, values).expect("values that fit");
        unit.rows.insert(key, row.into());
    }

    /// Deletes a row with everything that points to it, as foreign keys ask.
    fn delete(&self, unit: &mut Unit, key: Key) {
        if unit.rows.remove(&key).is_none() {
            return;
        }
        unit.draft.delete(key).expect("rows that are there");
        let points = |(child, row): (&Key, &Row)| {
            let relations = &self.schema.table(child.table).relations;
            let on = |column: u16| row[usize::from(column)].uuid() == Some(key.id);
            relations.iter().any(|over| over.parent == key.table && on(over.column)).then_some(*child)
        };
        let children: Vec<Key> = unit.rows.iter().filter_map(points).collect();
        for child in children {
            self.delete(unit, child);
        }
    }

    fn authored(&self, table: TableId) -> Vec<u16> {
        let columns = (0..).zip(&self.schema.table(table).columns);
        columns.filter(|(_, spec)| spec.role == Role::Authored).map(|(at, _)| at).collect()
    }

    /// A value for a column; none for a foreign key that has nothing to point to.
    fn value(&self, tape: &mut Tape<'_>, unit: &Unit, table: TableId, column: u16) -> Option<Value> {
        let spec: &Column = &self.schema.table(table).columns[usize::from(column)];
        if spec.nullable && tape.chance(25) {
            return Some(Value::Null);
        }
        Some(match spec.kind {
            Kind::Int => Value::Int(tape.between(-5, 20)),
            Kind::Dec(scale) => Value::Dec(Decimal::new(i128::from(tape.between(-300, 2_000)), scale)),
            Kind::Bool => Value::Bool(tape.chance(50)),
            Kind::Uuid => {
                let mut relations = self.schema.table(table).relations.iter();
                let parent = relations.find(|over| over.column == column)?.parent;
                let parents: Vec<Uuid> = unit.rows.keys().filter(|key| key.table == parent).map(|key| key.id).collect();
                Value::Uuid(*tape.pick(&parents)?)
            }
            Kind::Text | Kind::Date | Kind::Time => panic!("random worlds have no such columns"),
        })
    }

    /// The same unit with one statement a row, staged in any order.
    pub(crate) fn restaged(&self, tape: &mut Tape<'_>, before: &Rows, unit: &Unit) -> Draft {
        let mut draft = Draft::default();
        let keys: Vec<Key> = unit.draft.ops().map(|(key, _)| key).collect();
        for key in shuffled(tape, keys) {
            let values = |row: &Row| {
                let authored = self.authored(key.table).into_iter();
                authored.map(|column| (column, row[usize::from(column)].clone())).collect()
            };
            let staged = match (before.get(&key), unit.rows.get(&key)) {
                (_, None) => draft.delete(key),
                (None, Some(row)) => draft.insert(self.schema, key, values(row)),
                (Some(_), Some(row)) => draft.patch(self.schema, key, values(row)),
            };
            staged.expect("one statement a row");
        }
        draft
    }
}
