//! Parcels on shelves: rules spelled as nodes, over foreign keys that may be null and parents that are read live,
//! only copied, or only asked by a constraint.

use docket_rules::node::{Arith, Compare, Node};
use docket_rules::rule::{Body, Fires, Judged};
use docket_rules::schema::{Column, ColumnRef, Relation, RelationRef, Role, Schema, Table, TableId};
use docket_rules::{Kind, Rule, RuleFile, RuleSet, Value};

mod house;
mod live;
mod lock;

/// A column of a table.
pub(crate) const fn at(table: u16, column: u16) -> ColumnRef {
    ColumnRef { table: TableId(table), column }
}

/// A relation of a table.
pub(crate) const fn over(table: u16, relation: u16) -> RelationRef {
    RelationRef { table: TableId(table), relation }
}

/// A column of a schema.
pub(crate) const fn column(name: &'static str, kind: Kind, role: Role) -> Column {
    Column { name, kind, nullable: false, role }
}

/// The same column, where it may be null.
pub(crate) const fn nullable(mut column: Column) -> Column {
    column.nullable = true;
    column
}

pub(crate) fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

pub(crate) fn compare(how: Compare, a: Node, b: Node) -> Node {
    Node::Compare(how, boxed(a), boxed(b))
}

pub(crate) fn or(a: Node, b: Node) -> Node {
    Node::Or(boxed(a), boxed(b))
}

/// Loads rules without sentences.
pub(crate) fn load(schema: Schema, rules: Vec<Rule>) -> Result<RuleSet, docket_rules::LoadError> {
    let sentences = rules.len();
    RuleSet::load(schema, vec![RuleFile { name: "test", rules, sentences }])
}

const AISLE: u16 = 0;
const SENDER: u16 = 1;
const SHELF: u16 = 2;
const PARCEL: u16 = 3;

const TARIFF: ColumnRef = at(AISLE, 1);
const OPEN: ColumnRef = at(AISLE, 2);
const NAME: ColumnRef = at(SENDER, 1);
const LIMIT: ColumnRef = at(SHELF, 1);
const LOAD: ColumnRef = at(SHELF, 2);
const PARCELS: ColumnRef = at(SHELF, 3);
const ON: ColumnRef = at(PARCEL, 1);
const ALONG: ColumnRef = at(PARCEL, 2);
const FROM: ColumnRef = at(PARCEL, 3);
const DOOR: ColumnRef = at(PARCEL, 4);
const WEIGHT: ColumnRef = at(PARCEL, 5);
const FEE: ColumnRef = at(PARCEL, 6);
const LABEL: ColumnRef = at(PARCEL, 7);

const SHELF_OF: RelationRef = over(PARCEL, 0);
const AISLE_OF: RelationRef = over(PARCEL, 1);
const SENDER_OF: RelationRef = over(PARCEL, 2);
const DOOR_OF: RelationRef = over(PARCEL, 3);

fn schema() -> Schema {
    let id = || column("id", Kind::Uuid, Role::Key);
    let number = |name, role| column(name, Kind::Int, role);
    let key = |name| column(name, Kind::Uuid, Role::Authored);
    let relation = |name, column: ColumnRef, parent| Relation {
        name,
        column: column.column,
        parent: TableId(parent),
        part_of: false,
    };
    let table = |name, columns, relations| Table { name, columns, relations };
    let open = column("open", Kind::Bool, Role::Authored);
    let name = |name, role| column(name, Kind::Text, role);
    let aisle = vec![id(), number("tariff", Role::Authored), open];
    let sender = vec![id(), name("name", Role::Authored)];
    let shelf = vec![
        id(),
        number("weight_limit", Role::Authored),
        number("load", Role::Derived),
        number("parcels", Role::Derived),
    ];
    let parcel = vec![
        id(),
        nullable(key("shelf_id")),
        key("aisle_id"),
        nullable(key("sender_id")),
        nullable(key("door_id")),
        number("weight", Role::Authored),
        number("fee", Role::Derived),
        nullable(name("label", Role::Derived)),
    ];
    let relations = vec![
        relation("shelf", ON, SHELF),
        relation("aisle", ALONG, AISLE),
        relation("sender", FROM, SENDER),
        relation("door", DOOR, AISLE),
    ];
    Schema {
        tables: vec![
            table("aisle", aisle, vec![]),
            table("sender", sender, vec![]),
            table("shelf", shelf, vec![]),
            table("parcel", parcel, relations),
        ],
    }
}

fn constraint(name: &str, holds: Node) -> Rule {
    Rule::new(name, Body::Constraint { table: TableId(PARCEL), holds, as_check: false })
}

fn rules() -> RuleSet {
    let tariff = Node::Via(AISLE_OF, TARIFF);
    let fee = Node::Arith(Arith::Mul, boxed(Node::Col(WEIGHT)), boxed(tariff));
    let limit = or(Node::Via(SHELF_OF, LIMIT), Node::Lit(Value::Int(1_000)));
    let door = or(Node::Via(DOOR_OF, OPEN), Node::Lit(Value::Bool(false)));
    let derived = |body| Rule::new("", body);
    let busy = compare(Compare::Ge, Node::Col(LOAD), Node::Lit(Value::Int(1)));
    let usable = compare(Compare::Ge, Node::Col(LIMIT), Node::Lit(Value::Int(1)));
    let shelf = TableId(SHELF);
    let rules = vec![
        derived(Body::Sum { target: LOAD, relation: SHELF_OF, value: FEE, only: None }),
        derived(Body::Count { target: PARCELS, relation: SHELF_OF, only: None }),
        derived(Body::Formula { target: FEE, value: fee }),
        derived(Body::Copy { target: LABEL, relation: SENDER_OF, source: NAME }),
        constraint("shelf_carries_it", compare(Compare::Le, Node::Col(WEIGHT), limit)),
        constraint("door_is_open", compare(Compare::Eq, door, Node::Lit(Value::Bool(true)))),
        constraint("dear_enough", compare(Compare::Ge, Node::Via(AISLE_OF, TARIFF), Node::Lit(Value::Int(1)))),
        Rule::new("shelf_is_busy", Body::Event { table: shelf, when: busy, fires: Fires::Whenever, sinks: &["log"] }),
        Rule::new("shelf_is_usable", Body::Transition { table: shelf, holds: usable, judged: Judged::Change }),
    ];
    load(schema(), rules).expect("the shelf's rules load")
}
