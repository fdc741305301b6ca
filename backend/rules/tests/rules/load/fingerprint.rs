//! Instances of different rules must not write to one database; sentences are for people.

use docket_rules::node::{Compare, Node};
use docket_rules::{Rule, RuleFile, RuleSet};

use super::{AMOUNT, PRICE, constraint, formula, int, schema, sound, sum};
use crate::shelf::{compare, load, nullable};

fn fingerprint(rules: Vec<Rule>) -> String {
    load(schema(), rules).expect("sound rules").fingerprint()
}

#[test]
fn the_same_rules_have_the_same_fingerprint_whatever_their_sentences() {
    let told = |source| {
        let file = RuleFile::new("prices", source, sound(vec![]));
        RuleSet::load(schema(), vec![file]).expect("sound rules").fingerprint()
    };
    assert_eq!(told("//! 1. One.\n//! 2. Two.\n"), told("//! 1. Eins.\n//! 2. Zwei.\n"));
    assert_eq!(told("//! 1. One.\n//! 2. Two.\n"), fingerprint(sound(vec![])));
}

#[test]
fn another_rule_limit_or_column_is_another_fingerprint() {
    let at_least = |limit| constraint(compare(Compare::Ge, Node::Col(PRICE), int(limit)));
    let mut other = schema();
    let price = &mut other.tables[usize::from(PRICE.table.0)].columns[usize::from(PRICE.column)];
    price.role = docket_rules::schema::Role::Fixed;
    let mut optional = schema();
    let text = &mut optional.tables[0].columns[3];
    *text = nullable(text.clone());
    let prints = [
        fingerprint(sound(vec![])),
        fingerprint(sound(vec![at_least(1)])),
        fingerprint(sound(vec![at_least(2)])),
        fingerprint(vec![sum(AMOUNT), formula(int(1))]),
        load(other, sound(vec![])).expect("sound rules").fingerprint(),
        load(optional, sound(vec![])).expect("sound rules").fingerprint(),
    ];
    for (at, print) in prints.iter().enumerate() {
        assert_eq!(print.len(), 32);
        assert!(!prints[..at].contains(print), "{at} is like an earlier one");
    }
}
