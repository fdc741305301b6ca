//! Types of expressions: kinds, scales and nulls, and which reads a kind of rule may make.

use crate::node::{Arith, Node, Read};
use crate::rule::{Body, Rule};
use crate::schema::{ColumnRef, RelationRef, Schema, TableId};
use crate::value::{Kind, Value};

/// What is known about an expression's value before it has one.
#[derive(Clone, Copy)]
struct Type {
    kind: Kind,
    nullable: bool,
    /// A number rounded to places known only at run time: it may be stored with fewer decimals than its kind says.
    rounded: bool,
}

impl Type {
    const fn plain(kind: Kind) -> Self {
        Self { kind, nullable: false, rounded: false }
    }
}

/// Checks one rule; the error says what is wrong.
pub(super) fn check(schema: &Schema, rule: &Rule) -> Result<(), String> {
    check_exists(schema, rule)?;
    match &rule.body {
        Body::Constraint { holds, .. } if holds.reads().is_empty() => {
            Err("reads no column, so no change sets it off".to_owned())
        }
        Body::Constraint { table, holds, as_check: true } => {
            condition(schema, *table, holds, &|read| matches!(read, Read::Own(_)))
        }
        Body::Constraint { table, holds, as_check: false } => {
            condition(schema, *table, holds, &|read| matches!(read, Read::Own(_) | Read::Via(..)))
        }
        Body::Transition { table, holds, .. } => condition(schema, *table, holds, &|_| true),
        Body::Event { table, when, .. } => {
            condition(schema, *table, when, &|read| matches!(read, Read::Own(_) | Read::Old(_)))
        }
        Body::Sum { target, relation, value, only } => {
            gathers(schema, *target, *relation, only.as_ref())?;
            let (to, from) = (schema.column(*target), schema.column(*value));
            if value.table != relation.table {
                return Err(format!("{} is no column of the children", schema.label(*value)));
            }
            if !to.kind.is_number() || !from.kind.is_number() || from.kind.scale() > to.kind.scale() {
                return Err(format!("{} does not add up in {}", schema.label(*value), schema.label(*target)));
            }
            refuse_null(from.nullable, &schema.label(*value))
        }
        Body::Count { target, relation, only } => {
            gathers(schema, *target, *relation, only.as_ref())?;
            let counts = schema.column(*target).kind == Kind::Int;
            if counts { Ok(()) } else { Err("a count is a whole number".to_owned()) }
        }
        Body::Copy { target, relation, source } => copies(schema, *target, *relation, *source),
        Body::Formula { target, value } => formula(schema, *target, value),
    }
}

fn check_exists(schema: &Schema, rule: &Rule) -> Result<(), String> {
    let known = |table: TableId| usize::from(table.0) < schema.tables.len();
    let column = |at: ColumnRef| known(at.table) && usize::from(at.column) < schema.table(at.table).columns.len();
    let relation =
        |at: RelationRef| known(at.table) && usize::from(at.relation) < schema.table(at.table).relations.len();
    let mut columns: Vec<ColumnRef> = rule.target().into_iter().collect();
    let mut relations = Vec::new();
    match rule.body {
        Body::Sum { relation, value, .. } => {
            columns.push(value);
            relations.push(relation);
        }
        Body::Count { relation, .. } => relations.push(relation),
        Body::Copy { relation, source, .. } => {
            columns.push(source);
            relations.push(relation);
        }
        _ => {}
    }
    for read in rule.reads() {
        match read {
            Read::Own(at) | Read::Old(at) => columns.push(at),
            Read::Via(over, at) | Read::Found(over, at) | Read::Left(over, at) => {
                columns.push(at);
                relations.push(over);
            }
        }
    }
    if known(rule.table()) && columns.into_iter().all(column) && relations.into_iter().all(relation) {
        Ok(())
    } else {
        Err("an unknown column".to_owned())
    }
}

fn gathers(schema: &Schema, target: ColumnRef, relation: RelationRef, only: Option<&Node>) -> Result<(), String> {
    related(schema, relation, target.table)?;
    only.map_or(Ok(()), |node| condition(schema, relation.table, node, &|read| matches!(read, Read::Own(_))))
}

fn related(schema: &Schema, relation: RelationRef, parent: TableId) -> Result<(), String> {
    if schema.relation(relation).parent != parent {
        return Err(format!("relation {} does not lead there", schema.relation(relation).name));
    }
    if relation.table == parent {
        return Err("a derivation over a table's relation to itself".to_owned());
    }
    Ok(())
}

fn copies(schema: &Schema, target: ColumnRef, relation: RelationRef, source: ColumnRef) -> Result<(), String> {
    if relation.table != target.table {
        return Err(format!("relation {} is another table's", schema.relation(relation).name));
    }
    related(schema, relation, source.table)?;
    let (to, from) = (schema.column(target), schema.column(source));
    if to.kind != from.kind {
        return Err(format!("{} is of another kind", schema.label(source)));
    }
    let from_null = from.nullable || schema.column(schema.foreign_key(relation)).nullable;
    refuse_null(from_null && !to.nullable, &schema.label(source))
}

fn formula(schema: &Schema, target: ColumnRef, value: &Node) -> Result<(), String> {
    let found = infer(schema, target.table, value, &|read| matches!(read, Read::Own(_) | Read::Via(..)))?;
    let self_read = value.reads().iter().any(|read| matches!(read, Read::Via(over, at) if over.table == at.table));
    if self_read {
        return Err("a derivation over a table's relation to itself".to_owned());
    }
    let spec = schema.column(target);
    if !found.kind.is_comparable_to(spec.kind) {
        return Err(format!("the value is {:?}, the column {:?}", found.kind, spec.kind));
    }
    if found.kind.scale() > spec.kind.scale() && !found.rounded {
        return Err(format!("more decimals than {} has, and not rounded", schema.label(target)));
    }
    refuse_null(found.nullable && !spec.nullable, "the value")
}

fn condition(schema: &Schema, table: TableId, node: &Node, may: &dyn Fn(Read) -> bool) -> Result<(), String> {
    let found = infer(schema, table, node, may)?;
    if found.kind == Kind::Bool && !found.nullable { Ok(()) } else { Err("not a condition".to_owned()) }
}

fn refuse_null(nullable: bool, what: &str) -> Result<(), String> {
    if nullable { Err(format!("{what} may be null, and the rule does not say what that means")) } else { Ok(()) }
}

fn infer(schema: &Schema, table: TableId, node: &Node, may: &dyn Fn(Read) -> bool) -> Result<Type, String> {
    for read in node.reads() {
        if !may(read) {
            return Err("reads what this kind of rule may not read".to_owned());
        }
    }
    Typing { schema, table }.of(node)
}

struct Typing<'a> {
    schema: &'a Schema,
    table: TableId,
}

impl Typing<'_> {
    fn of(&self, node: &Node) -> Result<Type, String> {
        match node {
            Node::Col(at) => self.own(*at),
            Node::Old(at) => Ok(Type { nullable: true, ..self.own(*at)? }),
            Node::Via(over, at) => {
                let optional = self.schema.column(self.schema.foreign_key(*over)).nullable;
                let read = self.parents(*over, *at)?;
                Ok(Type { nullable: read.nullable || optional, ..read })
            }
            Node::Found(over, at) | Node::Left(over, at) => Ok(Type { nullable: true, ..self.parents(*over, *at)? }),
            Node::Lit(value) => value.kind().map(Type::plain).ok_or_else(|| "null is no constant".to_owned()),
            Node::Arith(how, a, b) => self.arithmetic(*how, a, b),
            Node::Round(a, places) => self.round(a, places),
            Node::Compare(how, a, b) => {
                let (a, b) = (self.stated(a)?, self.stated(b)?);
                let ordered = a.kind.is_number() || matches!(a.kind, Kind::Date | Kind::Time);
                if !a.kind.is_comparable_to(b.kind) || (how.orders() && !ordered) {
                    return Err(format!("{:?} and {:?} do not compare", a.kind, b.kind));
                }
                Ok(Type::plain(Kind::Bool))
            }
            Node::IsNull(a) => self.of(a).map(|_| Type::plain(Kind::Bool)),
            Node::Or(a, b) => {
                let (a, b) = (self.of(a)?, self.of(b)?);
                joined(a, b).map(|both| Type { nullable: b.nullable, ..both })
            }
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().try_for_each(|part| self.truth(part))?;
                Ok(Type::plain(Kind::Bool))
            }
            Node::Not(a) => self.truth(a).map(|()| Type::plain(Kind::Bool)),
            Node::OneOf(a, values) => {
                let a = self.stated(a)?;
                let fits = |value: &Value| value.kind().is_some_and(|kind| kind.is_comparable_to(a.kind));
                let all = values.iter().all(fits);
                if all { Ok(Type::plain(Kind::Bool)) } else { Err("a constant of another kind".to_owned()) }
            }
            Node::Case(arms, last) => {
                let mut whole = self.of(last)?;
                for (when, value) in arms {
                    self.truth(when)?;
                    whole = joined(whole, self.of(value)?)?;
                }
                Ok(whole)
            }
        }
    }

    fn own(&self, at: ColumnRef) -> Result<Type, String> {
        if at.table != self.table {
            return Err(format!("{} is an unrelated column", self.schema.label(at)));
        }
        Ok(self.stored(at))
    }

    fn parents(&self, over: RelationRef, at: ColumnRef) -> Result<Type, String> {
        if over.table != self.table || self.schema.relation(over).parent != at.table {
            return Err(format!("{} is an unrelated column", self.schema.label(at)));
        }
        Ok(self.stored(at))
    }

    fn stored(&self, at: ColumnRef) -> Type {
        let spec = self.schema.column(at);
        Type { kind: spec.kind, nullable: spec.nullable, rounded: false }
    }

    fn stated(&self, node: &Node) -> Result<Type, String> {
        let found = self.of(node)?;
        refuse_null(found.nullable, "an operand")?;
        Ok(found)
    }

    fn truth(&self, node: &Node) -> Result<(), String> {
        let found = self.stated(node)?;
        if found.kind == Kind::Bool { Ok(()) } else { Err("an operand is no condition".to_owned()) }
    }

    fn number(&self, node: &Node) -> Result<Type, String> {
        let found = self.stated(node)?;
        if found.kind.is_number() { Ok(found) } else { Err("an operand is no number".to_owned()) }
    }

    fn arithmetic(&self, how: Arith, a: &Node, b: &Node) -> Result<Type, String> {
        let (a, b) = (self.number(a)?, self.number(b)?);
        let scale = match how {
            Arith::Add | Arith::Sub => a.kind.scale().max(b.kind.scale()),
            Arith::Mul => a.kind.scale() + b.kind.scale(),
        };
        if scale > crate::decimal::MAX_SCALE {
            return Err("the product has too many decimals".to_owned());
        }
        Ok(Type::plain(Kind::Dec(scale)))
    }

    fn round(&self, a: &Node, places: &Node) -> Result<Type, String> {
        let (a, by) = (self.number(a)?, self.stated(places)?);
        if by.kind != Kind::Int {
            return Err("places are a whole number".to_owned());
        }
        Ok(match places {
            Node::Lit(Value::Int(places)) => {
                let places = u8::try_from(*places).map_err(|_| "places are from 0 to 18".to_owned())?;
                Type::plain(Kind::Dec(a.kind.scale().min(places)))
            }
            _ => Type { rounded: true, ..Type::plain(Kind::Dec(a.kind.scale())) },
        })
    }
}

fn joined(a: Type, b: Type) -> Result<Type, String> {
    if !a.kind.is_comparable_to(b.kind) {
        return Err(format!("{:?} or {:?}", a.kind, b.kind));
    }
    let kind =
        if a.kind.is_number() && a.kind != b.kind { Kind::Dec(a.kind.scale().max(b.kind.scale())) } else { a.kind };
    Ok(Type { kind, nullable: a.nullable || b.nullable, rounded: a.rounded && b.rounded })
}
