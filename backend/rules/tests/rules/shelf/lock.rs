//! Which rows a unit locks, and how; and when it has to start over.

use std::collections::BTreeMap;

use docket_rules::Value;
use docket_rules::discover::{Lock, Reach};
use docket_rules::draft::Draft;
use docket_rules::images::{Images, Key};
use docket_rules::violation::Violation;
use uuid::Uuid;

use super::house::{A, B, House, id, int, key};
use super::{AISLE, ALONG, DOOR, FROM, LIMIT, NAME, ON, PARCEL, SENDER, SHELF, SHELF_OF, TARIFF, WEIGHT};

fn locks(house: &House, draft: &Draft) -> BTreeMap<Key, Lock> {
    let (Reach { locks, .. }, plan) = house.store.settle(&house.set, draft);
    assert_eq!(plan.violations, []);
    locks
}

fn held<const N: usize>(locks: [(u16, u128, Lock); N]) -> BTreeMap<Key, Lock> {
    locks.into_iter().map(|(table, row, lock)| (key(table, row), lock)).collect()
}

#[test]
fn inserting_a_child_locks_what_adds_it_and_holds_what_it_reads_live() {
    let house = House::new();
    let mut draft = Draft::default();
    house.parcel(&mut draft, B, Some(B), 3);
    let expected = held([(AISLE, A, Lock::Share), (SHELF, B, Lock::Change)]);
    assert_eq!(locks(&house, &draft), expected, "the sender is only copied from");
}

#[test]
fn a_child_that_adds_nothing_locks_its_parent_all_the_same() {
    let house = House::new();
    let mut draft = Draft::default();
    house.parcel(&mut draft, B, Some(B), 0);
    assert_eq!(locks(&house, &draft)[&key(SHELF, B)], Lock::Change);
}

#[test]
fn changing_a_child_locks_the_same_parents() {
    let house = House::new();
    let expected = held([(AISLE, A, Lock::Share), (SHELF, A, Lock::Change), (PARCEL, A, Lock::Change)]);
    assert_eq!(locks(&house, &house.setting(A, WEIGHT, int(6))), expected);
}

#[test]
fn moving_a_child_locks_its_old_and_its_new_parents() {
    let house = House::new();
    let mut draft = house.setting(A, ON, id(B));
    house.set(&mut draft, A, ALONG, id(B));
    house.set(&mut draft, A, FROM, id(B));
    let expected = held([
        (AISLE, A, Lock::Share),
        (AISLE, B, Lock::Share),
        (SHELF, A, Lock::Change),
        (SHELF, B, Lock::Change),
        (PARCEL, A, Lock::Change),
    ]);
    assert_eq!(locks(&house, &draft), expected);
    let door = locks(&house, &house.setting(A, DOOR, id(B)));
    assert_eq!((door[&key(AISLE, A)], door[&key(AISLE, B)]), (Lock::Share, Lock::Share));
}

#[test]
fn deleting_a_child_locks_its_parents() {
    let house = House::new();
    let mut draft = Draft::default();
    draft.delete(key(PARCEL, A)).expect("nothing else is staged");
    let expected = held([(AISLE, A, Lock::Share), (SHELF, A, Lock::Change), (PARCEL, A, Lock::Delete)]);
    assert_eq!(locks(&house, &draft), expected);
}

#[test]
fn changing_what_children_read_live_locks_them_and_what_adds_them() {
    let house = House::new();
    let expected = held([(AISLE, A, Lock::Change), (SHELF, A, Lock::Change), (PARCEL, A, Lock::Change)]);
    assert_eq!(locks(&house, &house.setting(A, TARIFF, int(3))), expected);
}

#[test]
fn changing_what_children_are_judged_by_locks_them() {
    let house = House::new();
    let locks = locks(&house, &house.setting(A, LIMIT, int(9)));
    assert_eq!((locks[&key(SHELF, A)], locks[&key(PARCEL, A)]), (Lock::Change, Lock::Change));
}

#[test]
fn changing_what_children_only_copied_locks_no_child() {
    let house = House::new();
    let expected = held([(SENDER, A, Lock::Change)]);
    assert_eq!(locks(&house, &house.setting(A, NAME, Value::Text("Bo".into()))), expected);
}

#[test]
fn a_row_whose_version_is_expected_is_locked() {
    let house = House::new();
    let mut draft = Draft::default();
    draft.expect_version(key(SENDER, A), 1);
    assert_eq!(locks(&house, &draft), held([(SENDER, A, Lock::Change)]));
}

#[test]
fn locks_come_parents_first() {
    let house = House::new();
    let tables: Vec<u16> = locks(&house, &house.setting(A, TARIFF, int(3))).keys().map(|key| key.table.0).collect();
    assert!(tables.is_sorted());
}

/// What a unit that changes the limit of shelf A has read before it locks.
fn read(house: &House, children: Vec<Uuid>) -> Images {
    let mut images = Images::default();
    for (key, row) in &house.store.rows {
        images.know(*key, Some(row.clone()));
    }
    images.know_children(SHELF_OF, Uuid::from_u128(A), children);
    images
}

#[test]
fn a_child_that_came_before_the_lock_is_a_restart() {
    let mut house = House::new();
    let draft = house.setting(A, LIMIT, int(9));
    let reach = house.set.discover(&draft, &read(&house, vec![Uuid::from_u128(A)]));
    assert!(reach.is_complete());
    let mut late = Draft::default();
    house.parcel(&mut late, B, Some(A), 1);
    house.accepts(&late);
    let again = house.set.discover(&draft, &read(&house, vec![Uuid::from_u128(A), Uuid::from_u128(B)]));
    assert!(!again.is_covered_by(&reach.locks));
}

#[test]
fn a_weaker_lock_covers_no_stronger_one() {
    let needs = |lock| {
        let mut reach = Reach::default();
        reach.locks = held([(SHELF, A, lock)]);
        reach
    };
    let has = |lock| held([(SHELF, A, lock)]);
    assert!(needs(Lock::Share).is_covered_by(&has(Lock::Change)));
    assert!(needs(Lock::Change).is_covered_by(&has(Lock::Delete)));
    assert!(!needs(Lock::Change).is_covered_by(&has(Lock::Share)));
    assert!(!needs(Lock::Share).is_covered_by(&BTreeMap::new()));
}

/// Regression: rows that still had to be read were not counted, nor were children that are only judged.
#[test]
fn a_family_larger_than_a_unit_is_refused_before_its_rows_are_read() {
    let mut house = House::new();
    house.set.row_limit = 5;
    let family: Vec<Uuid> = (100..110).map(Uuid::from_u128).collect();
    let too_large = [Violation::CascadeTooLarge { limit: 5 }];
    let draft = house.setting(A, LIMIT, int(9));
    let mut images = read(&house, family.clone());
    assert_eq!(house.set.discover(&draft, &images).violations, too_large);
    let row = house.store.rows[&key(PARCEL, A)].clone();
    for id in family {
        images.know(Key { id, ..key(PARCEL, A) }, Some(row.clone()));
    }
    assert_eq!(house.set.discover(&draft, &images).violations, too_large);
}
