//! The expression tree. One value is evaluated on rows ([`crate::plan`]) and rendered to SQL ([`crate::render`]).
//!
//! Rule files never spell these nodes: they write typed columns and operators ([`crate::declare`]).

use crate::schema::{ColumnRef, RelationRef};
use crate::value::Value;

/// An expression over one row, the rows it points to, and both as the unit found them.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A column of the row.
    Col(ColumnRef),
    /// A column of the row as the unit found it; null for a new row. Transitions and events only.
    Old(ColumnRef),
    /// A column of the parent. In constraints and formulas the reference is live: a change of the parent flows
    /// down. In transitions it is asked once, when the row changes.
    Via(RelationRef, ColumnRef),
    /// A column of the parent as the unit found it; null for a new parent. Transitions only.
    Found(RelationRef, ColumnRef),
    /// A column, as found, of the parent that the row had when it was found; null for a new row. Transitions only.
    Left(RelationRef, ColumnRef),
    /// A constant.
    Lit(Value),
    /// Exact arithmetic.
    Arith(Arith, Box<Node>, Box<Node>),
    /// Rounded half away from zero to so many places.
    Round(Box<Node>, Box<Node>),
    /// A comparison of two numbers, instants or days, or equality of two values of one kind.
    Compare(Compare, Box<Node>, Box<Node>),
    /// Whether the operand is null.
    IsNull(Box<Node>),
    /// The first operand, or the second where the first is null.
    Or(Box<Node>, Box<Node>),
    /// Whether all hold.
    All(Vec<Node>),
    /// Whether any holds.
    Any(Vec<Node>),
    /// Whether the operand does not hold.
    Not(Box<Node>),
    /// Whether the operand is one of these constants.
    OneOf(Box<Node>, Vec<Value>),
    /// The value of the first arm whose condition holds, or the last.
    Case(Vec<(Node, Node)>, Box<Node>),
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arith {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `×`
    Mul,
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Eq,
    /// `<`
    Lt,
    /// `≤`
    Le,
    /// `>`
    Gt,
    /// `≥`
    Ge,
}

impl Compare {
    /// Whether this orders its operands; equality alone does not.
    pub const fn orders(self) -> bool {
        !matches!(self, Self::Eq)
    }
}

/// What an expression reads outside its own constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// [`Node::Col`]
    Own(ColumnRef),
    /// [`Node::Old`]
    Old(ColumnRef),
    /// [`Node::Via`]
    Via(RelationRef, ColumnRef),
    /// [`Node::Found`]
    Found(RelationRef, ColumnRef),
    /// [`Node::Left`]
    Left(RelationRef, ColumnRef),
}

impl Node {
    /// Everything the expression reads, in order of appearance.
    pub fn reads(&self) -> Vec<Read> {
        let mut reads = Vec::new();
        self.visit(&mut |node| match node {
            Self::Col(at) => reads.push(Read::Own(*at)),
            Self::Old(at) => reads.push(Read::Old(*at)),
            Self::Via(relation, at) => reads.push(Read::Via(*relation, *at)),
            Self::Found(relation, at) => reads.push(Read::Found(*relation, *at)),
            Self::Left(relation, at) => reads.push(Read::Left(*relation, *at)),
            _ => {}
        });
        reads
    }

    fn visit(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        match self {
            Self::Col(_) | Self::Old(_) | Self::Via(..) | Self::Found(..) | Self::Left(..) | Self::Lit(_) => {}
            Self::Arith(_, a, b) | Self::Round(a, b) | Self::Compare(_, a, b) | Self::Or(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::IsNull(a) | Self::Not(a) | Self::OneOf(a, _) => a.visit(see),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Case(arms, last) => {
                for (condition, value) in arms {
                    condition.visit(see);
                    value.visit(see);
                }
                last.visit(see);
            }
        }
    }
}
