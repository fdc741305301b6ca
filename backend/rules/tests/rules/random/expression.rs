//! Random expressions of the right types over the columns that a schema has so far.

use docket_rules::node::{Arith, Compare, Node};
use docket_rules::schema::{Column, ColumnRef, RelationRef, Schema, TableId};
use docket_rules::{Decimal, Kind, Value};

use super::Tape;
use crate::shelf::{boxed, compare, or};

const HOW: [Compare; 5] = [Compare::Eq, Compare::Lt, Compare::Le, Compare::Gt, Compare::Ge];

/// What an expression may read: the row, and its parents if `live`.
#[derive(Clone, Copy)]
pub(crate) struct Reads<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) table: TableId,
    pub(crate) live: bool,
}

/// The columns of a table for which `want` holds.
pub(crate) fn columns(schema: &Schema, table: TableId, want: impl Fn(&Column) -> bool) -> Vec<ColumnRef> {
    let columns = (0..).zip(&schema.table(table).columns);
    columns.filter(|(_, spec)| want(spec)).map(|(column, _)| ColumnRef { table, column }).collect()
}

pub(crate) fn is_number(column: &Column) -> bool {
    column.kind.is_number()
}

fn is_truth(column: &Column) -> bool {
    column.kind == Kind::Bool
}

/// A small number: factors of more would outgrow the oracle.
fn small(tape: &mut Tape<'_>) -> Node {
    match tape.below(2) {
        0 => Node::Lit(Value::Int(tape.between(-2, 4))),
        _ => Node::Lit(Value::Dec(Decimal::new(i128::from(tape.between(-150, 300)), 2))),
    }
}

impl Reads<'_> {
    /// A number of at most six decimals that is never null.
    pub(crate) fn number(self, tape: &mut Tape<'_>, depth: u8) -> Node {
        if depth == 0 {
            return self.leaf(tape);
        }
        let part = |tape: &mut Tape<'_>| boxed(self.number(tape, depth - 1));
        match tape.below(6) {
            0 => self.leaf(tape),
            1 => Node::Arith(Arith::Add, part(tape), part(tape)),
            2 => Node::Arith(Arith::Sub, part(tape), part(tape)),
            3 => Node::Arith(Arith::Mul, part(tape), boxed(small(tape))),
            4 => Node::Round(part(tape), boxed(Node::Lit(Value::Int(tape.between(0, 3))))),
            _ => Node::Case(vec![(self.condition(tape, depth - 1), *part(tape))], part(tape)),
        }
    }

    pub(crate) fn condition(self, tape: &mut Tape<'_>, depth: u8) -> Node {
        if depth == 0 {
            return self.fact(tape);
        }
        match tape.below(5) {
            0 => Node::Not(boxed(self.condition(tape, depth - 1))),
            1 => Node::All(vec![self.condition(tape, depth - 1), self.fact(tape)]),
            2 => Node::Any(vec![self.condition(tape, depth - 1), self.fact(tape)]),
            _ => self.fact(tape),
        }
    }

    fn fact(self, tape: &mut Tape<'_>) -> Node {
        match tape.below(5) {
            0 => self.read(tape, is_truth, &Node::Lit(Value::Bool(false))),
            1 => {
                let optional = columns(self.schema, self.table, |column| column.nullable);
                let one = tape.pick(&optional).copied();
                one.map_or_else(|| Node::Lit(Value::Bool(true)), |at| Node::IsNull(boxed(Node::Col(at))))
            }
            2 => Node::OneOf(boxed(self.leaf(tape)), (0..3).map(|_| Value::Int(tape.between(-3, 9))).collect()),
            _ => {
                let how = *tape.pick(&HOW).expect("comparisons");
                compare(how, self.number(tape, 1), Node::Lit(Value::Int(tape.between(-10, 40))))
            }
        }
    }

    fn leaf(self, tape: &mut Tape<'_>) -> Node {
        if tape.chance(15) { small(tape) } else { self.read(tape, is_number, &Node::Lit(Value::Int(2))) }
    }

    /// A column of the row or of a parent; `other` where it may be null.
    fn read(self, tape: &mut Tape<'_>, want: fn(&Column) -> bool, other: &Node) -> Node {
        let relations: Vec<RelationRef> = self.schema.relations(self.table).map(|(at, _)| at).collect();
        if self.live
            && tape.chance(45)
            && let Some(over) = tape.pick(&relations).copied()
        {
            let of = columns(self.schema, self.schema.relation(over).parent, want);
            let Some(at) = tape.pick(&of).copied() else { return other.clone() };
            let optional = self.schema.column(self.schema.foreign_key(over)).nullable;
            return stated(Node::Via(over, at), optional || self.schema.column(at).nullable, other);
        }
        let own = columns(self.schema, self.table, want);
        let Some(at) = tape.pick(&own).copied() else { return other.clone() };
        stated(Node::Col(at), self.schema.column(at).nullable, other)
    }
}

fn stated(node: Node, nullable: bool, other: &Node) -> Node {
    if nullable { or(node, other.clone()) } else { node }
}
