//! What flows down from parents, and what a null foreign key means.

use docket_rules::draft::Draft;
use docket_rules::images::Key;
use docket_rules::schema::{ColumnRef, TableId};
use docket_rules::violation::Violation;
use docket_rules::{RuleSet, Value};
use uuid::Uuid;

use super::{
    AISLE, ALONG, DOOR, FEE, FROM, LABEL, LIMIT, LOAD, NAME, ON, OPEN, PARCEL, PARCELS, SENDER, SHELF,
    TARIFF, WEIGHT,
};
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

    pub(super) fn insert(&self, draft: &mut Draft, key: Key, values: Vec<(ColumnRef, Value)>) {
        let values = values.into_iter().map(|(at, value)| (at.column, value)).collect();
        draft.insert(self.set.schema(), key, values).expect("values that fit");
    }

    /// A parcel from A, along A, through the door of A.
    pub(super) fn parcel(&self, draft: &mut Draft, parcel: u128, shelf: Option<u128>, weight: i64) {
        let values = vec![
            (ON, shelf.map_or(Value::Null, id)),
            (ALONG, id(A)),
            (FROM, id(A)),
            (DOOR, id(A)),
            (WEIGHT, int(weight)),
        ];
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
    fn refuses(&self, draft: &Draft) -> Vec<(String, Key)> {
        let (_, plan) = self.store.settle(&self.set, draft);
        let rule = |violation| match violation {
            Violation::Rule { rule, key, .. } => (rule, key),
            other => panic!("{other:?}"),
        };
        plan.violations.into_iter().map(rule).collect()
    }

    fn read(&self, row: u128, column: ColumnRef) -> &Value {
        &self.store.rows[&key(column.table.0, row)][usize::from(column.column)]
    }

    /// Writes past the rules.
    fn force(&mut self, row: u128, column: ColumnRef, value: Value) {
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

#[test]
fn a_null_foreign_key_contributes_nowhere() {
    let mut house = House::new();
    let mut draft = Draft::default();
    house.parcel(&mut draft, B, None, 7);
    house.accepts(&draft);
    assert_eq!((house.read(A, LOAD), house.read(A, PARCELS)), (&int(10), &int(1)));
    house.accepts(&house.setting(B, ON, id(A)));
    assert_eq!((house.read(A, LOAD), house.read(A, PARCELS)), (&int(24), &int(2)));
    house.accepts(&house.setting(A, ON, Value::Null));
    assert_eq!((house.read(A, LOAD), house.read(A, PARCELS)), (&int(14), &int(1)));
}

#[test]
fn a_copy_over_a_null_foreign_key_is_null() {
    let mut house = House::new();
    assert_eq!(house.read(A, LABEL), &Value::Text("Ada".into()));
    house.accepts(&house.setting(A, FROM, Value::Null));
    assert_eq!(house.read(A, LABEL), &Value::Null);
}

#[test]
fn a_parents_change_flows_down_to_its_children_and_up_to_what_adds_them() {
    let mut house = House::new();
    let mut draft = house.setting(A, TARIFF, int(3));
    house.parcel(&mut draft, B, Some(B), 4);
    house.accepts(&draft);
    assert_eq!((house.read(A, FEE), house.read(A, LOAD)), (&int(15), &int(15)));
    assert_eq!((house.read(B, FEE), house.read(B, LOAD)), (&int(12), &int(12)));
}

#[test]
fn a_child_that_changes_parents_while_both_change_takes_the_new_ones_after_image() {
    let mut house = House::new();
    let mut draft = house.setting(A, TARIFF, int(3));
    house.set(&mut draft, B, TARIFF, int(7));
    house.set(&mut draft, A, ALONG, id(B));
    house.set(&mut draft, A, ON, id(B));
    house.accepts(&draft);
    assert_eq!((house.read(A, FEE), house.read(A, LOAD), house.read(B, LOAD)), (&int(35), &int(0), &int(35)));
}

#[test]
fn lowering_what_children_are_measured_by_judges_them_again() {
    let mut house = House::new();
    house.accepts(&house.setting(A, LIMIT, int(5)));
    let refused = house.refuses(&house.setting(A, LIMIT, int(4)));
    assert_eq!(refused, [("shelf_carries_it".to_owned(), key(PARCEL, A))]);
    let mut draft = house.setting(A, LIMIT, int(4));
    house.set(&mut draft, A, WEIGHT, int(4));
    house.accepts(&draft);
}

#[test]
fn a_child_in_breach_is_measured_by_its_parents_as_found_and_as_left() {
    let mut house = House::new();
    house.force(A, LIMIT, int(2));
    house.accepts(&house.setting(A, LIMIT, int(3)));
    house.accepts(&house.setting(A, WEIGHT, int(4)));
    let mut draft = house.setting(A, WEIGHT, int(3));
    house.set(&mut draft, A, LIMIT, int(2));
    house.accepts(&draft);
    assert_eq!(house.refuses(&house.setting(A, LIMIT, int(1))).len(), 1);
    assert_eq!(house.refuses(&house.setting(A, WEIGHT, int(4))).len(), 1);
}

/// Regression: the old parent of a row that moves was not read, so that the row seemed to have been in breach.
#[test]
fn leaving_a_parent_that_nothing_adds_up_is_judged_against_that_parent() {
    let house = House::new();
    let refused = house.refuses(&house.setting(A, DOOR, Value::Null));
    assert_eq!(refused, [("door_is_open".to_owned(), key(PARCEL, A))]);
}

/// Regression: the old parent of a row that moves was not read, so that an improvement seemed to be none.
#[test]
fn a_row_in_breach_may_move_to_a_parent_under_which_it_is_less_so() {
    let mut house = House::new();
    house.force(A, TARIFF, int(-5));
    house.force(B, TARIFF, int(-3));
    house.accepts(&house.setting(A, ALONG, id(B)));
    house.force(A, TARIFF, int(-4));
    let refused = house.refuses(&house.setting(A, ALONG, id(A)));
    assert_eq!(refused, [("dear_enough".to_owned(), key(PARCEL, A))]);
}
