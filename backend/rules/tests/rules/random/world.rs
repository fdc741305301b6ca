//! A random schema of three to five tables, and random rules over it.

use docket_rules::node::{Compare, Node};
use docket_rules::rule::Body;
use docket_rules::schema::{ColumnRef, Relation, RelationRef, Role, Schema, Table, TableId};
use docket_rules::{Kind, Rule, RuleSet, Value};

use super::Tape;
use super::expression::{Reads, columns, is_number};
use crate::shelf::{boxed, column, compare, load, nullable};

const TABLES: [&str; 5] = ["a", "b", "c", "d", "e"];
const RELATIONS: [&str; 2] = ["first", "second"];
const KEYS: [&str; 2] = ["first_id", "second_id"];
const DERIVED: [&str; 9] = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"];
const LAWS: [&str; 4] = ["law0", "law1", "law2", "law3"];

/// The rules of a world, with and without its constraints.
pub(crate) struct World {
    /// The derivations alone: under them rows come to be that a constraint added later finds in breach.
    pub(crate) lawless: RuleSet,
    /// All rules.
    pub(crate) set: RuleSet,
}

impl World {
    pub(crate) fn new(tape: &mut Tape<'_>) -> Self {
        let mut schema = schema(tape);
        let derivations: Vec<Rule> =
            DERIVED.iter().take(3 + tape.below(7)).map(|name| derivation(tape, &mut schema, name)).collect();
        let laws = LAWS.iter().take(1 + tape.below(4)).map(|name| law(tape, &schema, name));
        let rules: Vec<Rule> = derivations.iter().cloned().chain(laws).collect();
        Self {
            lawless: load(schema.clone(), shuffled(tape, derivations)).expect("sound derivations"),
            set: load(schema, shuffled(tape, rules)).expect("sound rules"),
        }
    }
}

/// The same items in another order.
pub(crate) fn shuffled<T>(tape: &mut Tape<'_>, mut items: Vec<T>) -> Vec<T> {
    for end in (1..items.len()).rev() {
        items.swap(end, tape.below(end + 1));
    }
    items
}

/// Each table but the first hangs on one or two earlier ones.
fn schema(tape: &mut Tape<'_>) -> Schema {
    let count = 3 + tape.below(3);
    let tables = (0..count).map(|table| {
        let mut columns = vec![
            column("id", Kind::Uuid, Role::Key),
            column("whole", Kind::Int, Role::Authored),
            column("price", Kind::Dec(2), Role::Authored),
            column("flag", Kind::Bool, Role::Authored),
            nullable(column("maybe", Kind::Int, Role::Authored)),
            column("version", Kind::Int, Role::Version),
        ];
        let mut relations = Vec::new();
        let parents = if table == 0 { 0 } else { 1 + tape.below(2) };
        for place in 0..parents {
            let parent = if tape.chance(60) { table - 1 } else { tape.below(table) };
            let key = column(KEYS[place], Kind::Uuid, Role::Authored);
            relations.push(Relation {
                name: RELATIONS[place],
                column: u16::try_from(columns.len()).expect("few columns"),
                parent: TableId(u16::try_from(parent).expect("few tables")),
                part_of: tape.chance(30),
            });
            columns.push(if tape.chance(40) { nullable(key) } else { key });
        }
        Table { name: TABLES[table], columns, relations }
    });
    Schema { tables: tables.collect() }
}

/// A new column, from columns that are there already: so no rules form a cycle.
fn derivation(tape: &mut Tape<'_>, schema: &mut Schema, name: &'static str) -> Rule {
    let tables: Vec<TableId> = schema.ids().collect();
    let relations: Vec<RelationRef> =
        tables.iter().flat_map(|table| schema.relations(*table).map(|(at, _)| at)).collect();
    let relation = *tape.pick(&relations).expect("each table but the first has a relation");
    let parent = schema.relation(relation).parent;
    let any = *tape.pick(&tables).expect("tables");
    let only = |tape: &mut Tape<'_>, schema: &Schema| {
        let reads = Reads { schema, table: relation.table, live: false };
        tape.chance(60).then(|| reads.condition(tape, 1))
    };
    match tape.below(7) {
        0 | 1 => {
            let plain = columns(schema, relation.table, |column| is_number(column) && !column.nullable);
            let value = *tape.pick(&plain).expect("numbers that are never null");
            let only = only(tape, schema);
            let target = derived(schema, parent, name, Kind::Dec(2), false);
            Rule::new("", Body::Sum { target, relation, value, only })
        }
        2 => {
            let only = only(tape, schema);
            let target = derived(schema, parent, name, Kind::Int, false);
            Rule::new("", Body::Count { target, relation, only })
        }
        3 => {
            let all = columns(schema, parent, |column| column.role != Role::Key && column.role != Role::Version);
            let source = *tape.pick(&all).expect("columns");
            let (kind, from_null) = (schema.column(source).kind, schema.column(source).nullable);
            let optional = from_null || schema.column(schema.foreign_key(relation)).nullable;
            let target = derived(schema, relation.table, name, kind, optional);
            Rule::new("", Body::Copy { target, relation, source })
        }
        4 => {
            let value = Reads { schema, table: any, live: true }.condition(tape, 2);
            let target = derived(schema, any, name, Kind::Bool, false);
            Rule::new("", Body::Formula { target, value })
        }
        _ => {
            let value = Reads { schema, table: any, live: true }.number(tape, 2);
            let value = Node::Round(boxed(value), boxed(Node::Lit(Value::Int(2))));
            let target = derived(schema, any, name, Kind::Dec(2), false);
            Rule::new("", Body::Formula { target, value })
        }
    }
}

fn derived(schema: &mut Schema, table: TableId, name: &'static str, kind: Kind, optional: bool) -> ColumnRef {
    let columns = &mut schema.tables[usize::from(table.0)].columns;
    let spec = column(name, kind, Role::Derived);
    columns.push(if optional { nullable(spec) } else { spec });
    ColumnRef { table, column: u16::try_from(columns.len() - 1).expect("few columns") }
}

fn law(tape: &mut Tape<'_>, schema: &Schema, name: &str) -> Rule {
    let tables: Vec<TableId> = schema.ids().collect();
    let table = *tape.pick(&tables).expect("tables");
    let mut holds = Reads { schema, table, live: true }.condition(tape, 1);
    if holds.reads().is_empty() {
        holds = compare(Compare::Le, Node::Col(ColumnRef { table, column: 1 }), Node::Lit(Value::Int(15)));
    }
    Rule::new(name, Body::Constraint { table, holds, as_check: false })
}
