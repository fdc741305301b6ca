//! The shelf's rules with a few rows, and units staged on them.

use docket_rules::draft::Draft;
use docket_rules::images::Key;
use docket_rules::schema::{ColumnRef, TableId};
use docket_rules::violation::Violation;
use docket_rules::{RuleSet, Value};
use uuid::Uuid;

use super::{AISLE, ALONG, DOOR, FROM, LIMIT, NAME, ON, OPEN, PARCEL, SENDER, SHELF, TARIFF, WEIGHT};
use crate::store::Store;

/// Rules and rows: an aisle at 2 a kilogram, a shelf for 10, a sender, and a parcel of 5.
pub(super) struct House {
    pub(super) set: RuleSet,
    pub(super) store: Store,
}

pub(super) fn key(table: u16, id: u128) -> Key {
    Key { table: TableId(table), id: Uuid::from_u128(id) }
}

pub(super) const A: u128 = 1;
pub(super) const B: u128 = 2;

impl House {
    pub(super) fn new() -> Self {
        let mut house = Self { set: super::rules(), store: Store::default() };
        let mut draft = Draft::default();
        for id in [A, B] {
            house.insert(&mut draft, key(AISLE, id), vec![(TARIFF, int(2)), (OPEN, Value::Bool(true))]);
            house.insert(&mut draft, key(SENDER, id), vec![(NAME, Value::Text("Ada".into()))]);
            house.insert(&mut draft, key(SHELF, id), vec![(LIMIT, int(10))]);
        }
        house.parcel(&mut draft, A, Some(A), 5);
        house.accepts(&draft);
        house
    }

    pub(super) fn insert(&self, draft: &mut Draft, key: Key, row: Vec<(ColumnRef, Value)>) {
        let values = row.into_iter().map(|(column, value)| (column.column, value)).collect();
        draft.insert(self.set.schema(), key, values).expect("values that fit");
    }

    /// A parcel from A, along A, through the door of A.
    pub(super) fn parcel(&self, draft: &mut Draft, parcel: u128, on: Option<u128>, weight: i64) {
        let values =
            vec![(ON, on.map_or(Value::Null, id)), (ALONG, id(A)), (FROM, id(A)), (DOOR, id(A)), (WEIGHT, int(weight))];
        self.insert(draft, key(PARCEL, parcel), values);
    }

    /// A unit that sets one column.
    pub(super) fn setting(&self, row: u128, column: ColumnRef, value: Value) -> Draft {
        let mut draft = Draft::default();
        self.set(&mut draft, row, column, value);
        draft
    }

    pub(super) fn set(&self, draft: &mut Draft, row: u128, column: ColumnRef, value: Value) {
        let key = key(column.table.0, row);
        draft.patch(self.set.schema(), key, vec![(column.column, value)]).expect("a value that fits");
    }

    pub(super) fn accepts(&mut self, draft: &Draft) {
        let (_, plan) = self.store.run(&self.set, draft);
        assert_eq!(plan.violations, []);
    }

    /// The rules that refuse the unit, and the rows they refuse.
    pub(super) fn refuses(&self, draft: &Draft) -> Vec<(String, Key)> {
        let (_, plan) = self.store.settle(&self.set, draft);
        let rule = |violation| match violation {
            Violation::Rule { rule, key, .. } => (rule, key),
            other => panic!("{other:?}"),
        };
        plan.violations.into_iter().map(rule).collect()
    }

    pub(super) fn read(&self, row: u128, column: ColumnRef) -> &Value {
        &self.store.rows[&key(column.table.0, row)][usize::from(column.column)]
    }

    /// Writes past the rules.
    pub(super) fn force(&mut self, row: u128, column: ColumnRef, value: Value) {
        let key = key(column.table.0, row);
        let mut values = self.store.rows[&key].to_vec();
        values[usize::from(column.column)] = value;
        self.store.rows.insert(key, values.into());
    }
}

pub(super) const fn int(whole: i64) -> Value {
    Value::Int(whole)
}

pub(super) const fn id(row: u128) -> Value {
    Value::Uuid(Uuid::from_u128(row))
}
