//! What flows down from parents, and what a null foreign key means.

use docket_rules::Value;
use docket_rules::draft::Draft;

use super::house::{A, B, House, id, int, key};
use super::{ALONG, DOOR, FEE, FROM, LABEL, LIMIT, LOAD, ON, PARCEL, PARCELS, SHELF, TARIFF, WEIGHT};

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

#[test]
fn a_transition_is_judged_on_what_people_change_and_never_on_roll_ups() {
    let mut house = House::new();
    house.force(A, LIMIT, int(0));
    house.accepts(&house.setting(A, WEIGHT, int(4)));
    assert_eq!(house.read(A, LOAD), &int(8));
    house.force(A, WEIGHT, int(-9));
    let refused = house.refuses(&house.setting(A, LIMIT, int(-1)));
    assert_eq!(refused, [("shelf_is_usable".to_owned(), key(SHELF, A))]);
}

#[test]
fn a_row_that_a_unit_leaves_as_it_was_tells_nothing() {
    let mut house = House::new();
    let mut draft = Draft::default();
    house.parcel(&mut draft, B, Some(A), 3);
    let (_, plan) = house.store.run(&house.set, &draft);
    let told: Vec<_> = plan.events.iter().map(|event| (event.rule.as_str(), event.key)).collect();
    assert_eq!(told, [("shelf_is_busy", key(SHELF, A))]);
    let mut draft = house.setting(A, WEIGHT, int(3));
    house.set(&mut draft, B, WEIGHT, int(5));
    let (_, plan) = house.store.run(&house.set, &draft);
    assert_eq!((plan.changes().count(), plan.events.len()), (2, 0));
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
