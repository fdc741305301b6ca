//! Schemas that cannot be locked and written in foreign-key order.

use docket_rules::schema::{MAX_COLUMNS, Role, TableId};
use docket_rules::{Kind, LoadError};

use super::{CHILD, PARENT, STRANGER, schema, sound};
use crate::shelf::{column, load};

fn refused(change: impl FnOnce(&mut docket_rules::schema::Schema)) -> String {
    let mut schema = schema();
    change(&mut schema);
    let LoadError { at, why } = load(schema, sound(vec![])).expect_err("a refused schema");
    format!("{at}: {why}")
}

#[test]
fn a_relation_leads_to_an_earlier_table() {
    let late = refused(|schema| schema.tables[usize::from(CHILD)].relations[0].parent = TableId(STRANGER));
    assert_eq!(late, "child: relation parent points to a later table");
}

#[test]
fn a_relation_stands_on_an_id_that_commands_set() {
    let why = "child: relation parent does not stand on an id that commands set";
    assert_eq!(refused(|schema| schema.tables[usize::from(CHILD)].relations[0].column = 3), why);
    assert_eq!(refused(|schema| schema.tables[usize::from(CHILD)].relations[0].column = 0), why);
    let nowhere = refused(|schema| schema.tables[usize::from(CHILD)].relations[0].column = 50);
    assert_eq!(nowhere, "child: relation parent has no column");
}

#[test]
fn a_table_has_a_key_and_no_more_columns_than_a_word_has_bits() {
    let key = refused(|schema| schema.tables[usize::from(PARENT)].columns[0].role = Role::Authored);
    assert_eq!(key, "parent: no key column");
    let wide = refused(|schema| {
        let more = || column("more", Kind::Int, Role::Authored);
        schema.tables[usize::from(STRANGER)].columns.resize_with(MAX_COLUMNS + 1, more);
    });
    assert_eq!(wide, "stranger: more than 64 columns");
}
