//! What loading refuses, by the name of the rule, file or table that is wrong.

use docket_rules::node::{Arith, Compare, Node};
use docket_rules::rule::{Body, Fires, Judged};
use docket_rules::schema::{ColumnRef, Relation, RelationRef, Role, Schema, Table, TableId};
use docket_rules::{Decimal, Kind, Rule, RuleFile, RuleSet, Value};

use crate::shelf::{at, boxed, column, compare, load, nullable, or, over};

mod fingerprint;
mod structure;

const PARENT: u16 = 0;
const CHILD: u16 = 1;
const STRANGER: u16 = 2;

const TOTAL: ColumnRef = at(PARENT, 1);
const NUMBER: ColumnRef = at(PARENT, 2);
const TEXT: ColumnRef = at(PARENT, 3);
const PRICE: ColumnRef = at(CHILD, 3);
const MAYBE: ColumnRef = at(CHILD, 4);
const AMOUNT: ColumnRef = at(CHILD, 5);
const STRANGE: ColumnRef = at(STRANGER, 1);
const NOWHERE: ColumnRef = at(CHILD, 40);

const OF: RelationRef = over(CHILD, 0);
const PERHAPS: RelationRef = over(CHILD, 1);
const ITSELF: RelationRef = over(CHILD, 2);

/// A parent with a derived total, a child with a derived amount, and a stranger.
fn schema() -> Schema {
    let id = || column("id", Kind::Uuid, Role::Key);
    let relation = |name, column, parent| Relation { name, column, parent: TableId(parent), part_of: false };
    let parent = vec![
        id(),
        column("total", Kind::Dec(2), Role::Derived),
        column("number", Kind::Int, Role::Authored),
        column("text", Kind::Text, Role::Authored),
    ];
    let child = vec![
        id(),
        column("parent_id", Kind::Uuid, Role::Authored),
        nullable(column("other_id", Kind::Uuid, Role::Authored)),
        column("price", Kind::Dec(2), Role::Authored),
        nullable(column("maybe", Kind::Dec(2), Role::Authored)),
        column("amount", Kind::Dec(2), Role::Derived),
        nullable(column("sibling_id", Kind::Uuid, Role::Authored)),
    ];
    let relations = vec![relation("parent", 1, PARENT), relation("other", 2, PARENT), relation("sibling", 6, CHILD)];
    let stranger = vec![id(), column("strange", Kind::Int, Role::Authored)];
    Schema {
        tables: vec![
            Table { name: "parent", columns: parent, relations: vec![] },
            Table { name: "child", columns: child, relations },
            Table { name: "stranger", columns: stranger, relations: vec![] },
        ],
    }
}

fn sum(value: ColumnRef) -> Rule {
    Rule::new("", Body::Sum { target: TOTAL, relation: OF, value, only: None })
}

fn formula(value: Node) -> Rule {
    Rule::new("", Body::Formula { target: AMOUNT, value })
}

fn constraint(holds: Node) -> Rule {
    Rule::new("law", Body::Constraint { table: TableId(CHILD), holds, as_check: false })
}

fn int(whole: i64) -> Node {
    Node::Lit(Value::Int(whole))
}

fn times(a: Node, b: Node) -> Node {
    Node::Arith(Arith::Mul, boxed(a), boxed(b))
}

fn positive(node: Node) -> Node {
    compare(Compare::Gt, node, int(0))
}

/// The rules that the schema needs, with `rules` after them.
fn sound(rules: Vec<Rule>) -> Vec<Rule> {
    [sum(AMOUNT), formula(Node::Col(PRICE))].into_iter().chain(rules).collect()
}

/// What is wrong, as people read it.
fn refused(rules: Vec<Rule>) -> String {
    load(schema(), rules).expect_err("a refused set").to_string()
}

/// What is wrong with a constraint on the child.
fn unlawful(holds: Node) -> String {
    refused(sound(vec![constraint(holds)]))
}

#[test]
fn rules_that_fit_are_loaded() {
    let set = load(schema(), sound(vec![constraint(positive(Node::Col(PRICE)))])).expect("sound rules");
    let names: Vec<&str> = set.rules().iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["parent.total", "child.amount", "law"]);
    let cells: Vec<&str> = set.cells().map(|rule| rule.name.as_str()).collect();
    assert_eq!(cells, ["child.amount", "parent.total"]);
}

/// Regression: a derivation of an unknown column panicked.
#[test]
fn an_unknown_column_is_refused_wherever_it_stands() {
    let unknown = |rule: Rule| refused(sound(vec![rule]));
    assert_eq!(unknown(constraint(positive(Node::Col(NOWHERE)))), "law: an unknown column");
    assert_eq!(unknown(constraint(positive(Node::Via(over(CHILD, 9), NUMBER)))), "law: an unknown column");
    assert_eq!(unknown(constraint(positive(Node::Via(OF, at(9, 0))))), "law: an unknown column");
    let body = Body::Formula { target: NOWHERE, value: int(1) };
    assert_eq!(unknown(Rule::new("", body)), "test: an unknown column");
    let body = Body::Count { target: at(9, 0), relation: OF, only: None };
    assert_eq!(unknown(Rule::new("", body)), "test: an unknown column");
    let body = Body::Sum { target: TOTAL, relation: OF, value: NOWHERE, only: None };
    assert_eq!(unknown(Rule::new("", body)), "parent.total: an unknown column");
}

#[test]
fn an_unrelated_column_is_refused() {
    assert_eq!(unlawful(positive(Node::Col(STRANGE))), "law: stranger.strange is an unrelated column");
    assert_eq!(unlawful(positive(Node::Via(OF, STRANGE))), "law: stranger.strange is an unrelated column");
    assert_eq!(refused(vec![sum(STRANGE)]), "parent.total: stranger.strange is no column of the children");
    let copy = Body::Copy { target: AMOUNT, relation: OF, source: STRANGE };
    assert_eq!(refused(vec![Rule::new("", copy)]), "child.amount: relation parent does not lead there");
    let count = Body::Count { target: STRANGE, relation: OF, only: None };
    assert_eq!(refused(vec![Rule::new("", count)]), "stranger.strange: relation parent does not lead there");
    let copy = Body::Copy { target: TOTAL, relation: OF, source: NUMBER };
    assert_eq!(refused(vec![Rule::new("", copy)]), "parent.total: relation parent is another table's");
}

#[test]
fn two_derivations_of_one_column_are_refused() {
    let twice = sound(vec![formula(Node::Col(PRICE))]);
    assert_eq!(refused(twice), "child.amount: derived twice");
}

#[test]
fn two_rules_of_one_name_are_refused() {
    let law = || constraint(positive(Node::Col(PRICE)));
    assert_eq!(refused(sound(vec![law(), law()])), "law: two rules have this name");
}

#[test]
fn a_derived_column_without_a_rule_is_refused() {
    assert_eq!(refused(vec![sum(AMOUNT)]), "child.amount: a derived column without a rule");
}

#[test]
fn a_rule_for_a_column_that_commands_set_is_refused() {
    let body = Body::Formula { target: PRICE, value: int(1) };
    assert_eq!(refused(sound(vec![Rule::new("", body)])), "child.price: a rule fills a column that is not derived");
}

#[test]
fn a_cycle_in_a_row_is_refused() {
    let itself = vec![sum(AMOUNT), formula(Node::Col(AMOUNT))];
    assert_eq!(refused(itself), "parent.total: in a cycle, or behind one: parent.total, child.amount");
}

#[test]
fn a_cycle_across_tables_is_refused() {
    let cycle = "parent.total: in a cycle, or behind one: parent.total, child.amount";
    assert_eq!(refused(vec![sum(AMOUNT), formula(Node::Via(OF, TOTAL))]), cycle);
    let copy = Body::Copy { target: AMOUNT, relation: OF, source: TOTAL };
    assert_eq!(refused(vec![sum(AMOUNT), Rule::new("", copy)]), cycle);
    let only = Some(positive(Node::Col(AMOUNT)));
    let counted = Body::Sum { target: TOTAL, relation: OF, value: PRICE, only };
    assert_eq!(refused(vec![Rule::new("", counted), formula(Node::Via(OF, TOTAL))]), cycle);
}

#[test]
fn a_derivation_over_a_relation_to_the_same_table_is_refused() {
    let why = "child.amount: a derivation over a table's relation to itself";
    let zero = Node::Lit(Value::Dec(Decimal::new(0, 2)));
    assert_eq!(refused(vec![sum(AMOUNT), formula(or(Node::Via(ITSELF, PRICE), zero))]), why);
    let own = Body::Sum { target: AMOUNT, relation: ITSELF, value: PRICE, only: None };
    assert_eq!(refused(vec![sum(AMOUNT), Rule::new("", own)]), why);
    let copy = Body::Copy { target: AMOUNT, relation: ITSELF, source: PRICE };
    assert_eq!(refused(vec![sum(AMOUNT), Rule::new("", copy)]), why);
}

#[test]
fn kinds_that_do_not_go_together_are_refused() {
    let text = || Node::Via(OF, TEXT);
    let less = compare(Compare::Lt, text(), text());
    assert_eq!(unlawful(less), "law: Text and Text do not compare");
    assert_eq!(unlawful(compare(Compare::Eq, text(), int(1))), "law: Text and Int do not compare");
    assert_eq!(unlawful(Node::Col(PRICE)), "law: not a condition");
    assert_eq!(unlawful(Node::All(vec![Node::Col(PRICE)])), "law: an operand is no condition");
    assert_eq!(unlawful(Node::Not(boxed(Node::Col(PRICE)))), "law: an operand is no condition");
    assert_eq!(unlawful(positive(times(text(), int(1)))), "law: an operand is no number");
    assert_eq!(unlawful(Node::OneOf(boxed(text()), vec![Value::Int(1)])), "law: a constant of another kind");
    let places = Node::Round(boxed(Node::Col(PRICE)), boxed(Node::Col(PRICE)));
    assert_eq!(unlawful(positive(places)), "law: places are a whole number");
    assert_eq!(unlawful(positive(or(Node::Col(MAYBE), text()))), "law: Dec(2) or Text");
    assert_eq!(unlawful(positive(or(Node::Col(MAYBE), Node::Lit(Value::Null)))), "law: null is no constant");
    assert_eq!(refused(vec![formula(text())]), "child.amount: the value is Text, the column Dec(2)");
    let count = Body::Count { target: TOTAL, relation: OF, only: None };
    assert_eq!(refused(vec![Rule::new("", count)]), "parent.total: a count is a whole number");
    let copy = Body::Copy { target: AMOUNT, relation: OF, source: NUMBER };
    assert_eq!(refused(vec![Rule::new("", copy)]), "child.amount: parent.number is of another kind");
}

#[test]
fn null_without_a_word_on_what_it_means_is_refused() {
    let operand = "law: an operand may be null, and the rule does not say what that means";
    assert_eq!(unlawful(positive(Node::Col(MAYBE))), operand);
    assert_eq!(unlawful(positive(Node::Via(PERHAPS, NUMBER))), operand);
    assert_eq!(unlawful(positive(or(Node::Col(MAYBE), Node::Col(MAYBE)))), operand);
    let value = "child.amount: the value may be null, and the rule does not say what that means";
    assert_eq!(refused(vec![formula(Node::Col(MAYBE))]), value);
    let summed = "parent.total: child.maybe may be null, and the rule does not say what that means";
    assert_eq!(refused(vec![sum(MAYBE)]), summed);
    let copy = Body::Copy { target: AMOUNT, relation: PERHAPS, source: TOTAL };
    let copied = "child.amount: parent.total may be null, and the rule does not say what that means";
    assert_eq!(refused(vec![Rule::new("", copy)]), copied);
    let stated = positive(or(Node::Col(MAYBE), int(0)));
    assert!(load(schema(), sound(vec![constraint(stated)])).is_ok());
}

#[test]
fn a_formula_with_more_decimals_than_its_column_must_round() {
    let square = || times(Node::Col(PRICE), Node::Col(PRICE));
    assert_eq!(
        refused(vec![sum(AMOUNT), formula(square())]),
        "child.amount: more decimals than child.amount has, and not rounded"
    );
    let round = |places| formula(Node::Round(boxed(square()), boxed(int(places))));
    assert_eq!(
        refused(vec![sum(AMOUNT), round(3)]),
        "child.amount: more decimals than child.amount has, and not rounded"
    );
    assert!(load(schema(), vec![sum(AMOUNT), round(2)]).is_ok());
    assert_eq!(refused(vec![sum(AMOUNT), round(-1)]), "child.amount: places are from 0 to 18");
    let tenth = (0..5).fold(square(), |product, _| times(product, square()));
    assert_eq!(refused(vec![formula(tenth)]), "child.amount: the product has too many decimals");
    let sum = Body::Sum { target: NUMBER, relation: OF, value: PRICE, only: None };
    assert_eq!(refused(vec![Rule::new("", sum)]), "parent.number: child.price does not add up in parent.number");
}

#[test]
fn a_rule_reads_only_what_its_kind_may() {
    let may_not = |name: &str| format!("{name}: reads what this kind of rule may not read");
    let old = || positive(or(Node::Old(PRICE), int(0)));
    assert_eq!(unlawful(old()), may_not("law"));
    assert_eq!(unlawful(positive(or(Node::Found(OF, NUMBER), int(0)))), may_not("law"));
    let only = Some(positive(Node::Via(OF, NUMBER)));
    let body = Body::Sum { target: TOTAL, relation: OF, value: PRICE, only };
    assert_eq!(refused(vec![Rule::new("", body)]), may_not("parent.total"));
    let event =
        |when| Rule::new("news", Body::Event { table: TableId(CHILD), when, fires: Fires::Whenever, sinks: &[] });
    assert_eq!(refused(sound(vec![event(positive(Node::Via(OF, NUMBER)))])), may_not("news"));
    assert!(load(schema(), sound(vec![event(old())])).is_ok());
    let holds = positive(or(Node::Left(OF, NUMBER), int(0)));
    let transition = Body::Transition { table: TableId(CHILD), holds, judged: Judged::Change };
    assert!(load(schema(), sound(vec![Rule::new("move", transition)])).is_ok());
}

/// Regression: it was loaded, and never judged.
#[test]
fn a_constraint_that_reads_nothing_is_refused() {
    assert_eq!(unlawful(compare(Compare::Lt, int(1), int(0))), "law: reads no column, so no change sets it off");
}

/// Regression: it was rendered as a CHECK over a table that the CHECK does not know.
#[test]
fn a_check_that_reads_a_parent_is_refused() {
    let holds = positive(Node::Via(OF, NUMBER));
    let check = Body::Constraint { table: TableId(CHILD), holds, as_check: true };
    assert_eq!(refused(sound(vec![Rule::new("law", check)])), "law: reads what this kind of rule may not read");
}

#[test]
fn as_many_sentences_as_rules_must_stand_at_the_head() {
    let file = |source| RuleFile::new("prices", source, sound(vec![]));
    let loaded = |source| RuleSet::load(schema(), vec![file(source)]).map_err(|error| error.to_string());
    let short = loaded("//! 1. The total is the sum of the amounts.\n");
    assert_eq!(short.expect_err("a sentence is missing"), "prices: 1 sentences, but 2 rules");
    let long = loaded("//! 1. One.\n//! 2. Two.\n//! 3. Three.\n");
    assert_eq!(long.expect_err("a rule is missing"), "prices: 3 sentences, but 2 rules");
    let set = loaded("//! Prices.\n//!\n//! 1. One.\n//! 2. Two.\n\nuse x;\n").expect("as many");
    let sentences: Vec<&str> = set.rules().iter().map(|rule| rule.sentence).collect();
    assert_eq!(sentences, ["One.", "Two."]);
    assert_eq!(set.files().map(|(name, rules)| (name, rules.len())).collect::<Vec<_>>(), [("prices", 2)]);
}
