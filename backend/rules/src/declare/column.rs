//! Columns and relations, and the derivations that are declared on them.

use std::marker::PhantomData;

use super::TableType;
use super::expression::{Condition, Expr, Operand};
use super::typed::{Numeric, Plain, Typed};
use crate::node::Node;
use crate::rule::{Body, Rule};
use crate::schema::{ColumnRef, RelationRef};

/// A column of table `T` holding `V`.
pub struct Column<T, V> {
    /// Where it stands.
    pub at: ColumnRef,
    of: PhantomData<fn() -> (T, V)>,
}

/// A foreign key from `C` to `P`.
pub struct Relation<C, P> {
    /// Where it stands.
    pub at: RelationRef,
    of: PhantomData<fn() -> (C, P)>,
}
impl<T, V> Clone for Column<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, V> Copy for Column<T, V> {}

impl<C, P> Clone for Relation<C, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<C, P> Copy for Relation<C, P> {}

impl<T: TableType, V: Typed> Operand<T> for Column<T, V> {
    type V = V;

    fn node(self) -> Node {
        Node::Col(self.at)
    }
}

impl<T: TableType, V: Plain> Column<T, Option<V>> {
    /// The column as the unit found it; null for a new row.
    pub fn old(self) -> Expr<T, Option<V>> {
        Expr::of(Node::Old(self.at))
    }

    /// The value, or `other` where it is null.
    pub fn or<R: Operand<T, V = V>>(self, other: R) -> Expr<T, V> {
        Expr::<T, Option<V>>::of(self.node()).or(other)
    }
}

impl<T: TableType, V: Plain> Column<T, V> {
    /// The column as the unit found it; null for a new row.
    pub fn old(self) -> Expr<T, Option<V>> {
        Expr::of(Node::Old(self.at))
    }

    /// The row existed, and the unit leaves the column as it found it.
    pub fn kept(self) -> Condition<T> {
        self.old().is_not_null().and(self.old().or(self).is(self))
    }
}

impl<T: TableType, V: Typed> Column<T, V> {
    /// The column at this place. Called by table declarations only.
    pub const fn new(column: u16) -> Self {
        Self { at: ColumnRef { table: T::ID, column }, of: PhantomData }
    }

    /// The column's value is `value`.
    pub fn formula<R>(self, value: R) -> Rule
    where
        R: Operand<T>,
        R::V: Typed<Class = V::Class>,
    {
        derivation(Body::Formula { target: self.at, value: value.node() })
    }

    /// The column is taken from the parent's `source` on insert and when the relation changes.
    pub fn copy<P: TableType>(self, relation: Relation<T, P>, source: Column<P, V>) -> Rule {
        derivation(Body::Copy { target: self.at, relation: relation.at, source: source.at })
    }

    /// The column is the sum of the children's `value`.
    pub fn sum<C: TableType, W: Numeric>(self, relation: Relation<C, T>, value: Column<C, W>) -> Gathered<C>
    where
        V: Numeric,
    {
        let body = Body::Sum { target: self.at, relation: relation.at, value: value.at, only: None };
        Gathered { rule: derivation(body), of: PhantomData }
    }

    /// The column is the number of children.
    pub fn count<C: TableType>(self, relation: Relation<C, T>) -> Gathered<C>
    where
        V: Numeric,
    {
        let body = Body::Count { target: self.at, relation: relation.at, only: None };
        Gathered { rule: derivation(body), of: PhantomData }
    }
}

/// Derivations are named after their column when the set is loaded and the schema is known.
fn derivation(body: Body) -> Rule {
    Rule::new("", body)
}

impl<C: TableType, P: TableType> Relation<C, P> {
    /// The relation at this place. Called by table declarations only.
    pub const fn new(relation: u16) -> Self {
        Self { at: RelationRef { table: C::ID, relation }, of: PhantomData }
    }

    /// The parent's column.
    pub fn its<V: Typed>(self, column: Column<P, V>) -> Expr<C, V> {
        Expr::of(Node::Via(self.at, column.at))
    }

    /// The parent's column as the unit found it; null for a new parent.
    pub fn found<V: Plain>(self, column: Column<P, V>) -> Expr<C, Option<V>> {
        Expr::of(Node::Found(self.at, column.at))
    }

    /// The column, as found, of the parent that the row had when it was found; null for a new row.
    pub fn left<V: Plain>(self, column: Column<P, V>) -> Expr<C, Option<V>> {
        Expr::of(Node::Left(self.at, column.at))
    }
}

/// A sum or count over children in `C`, which may be narrowed.
pub struct Gathered<C> {
    rule: Rule,
    of: PhantomData<fn() -> C>,
}

impl<C: TableType> Gathered<C> {
    /// Only children for which `condition` holds.
    pub fn only(self, condition: Condition<C>) -> Rule {
        let mut rule = self.rule;
        if let Body::Sum { only, .. } | Body::Count { only, .. } = &mut rule.body {
            *only = Some(condition.node());
        }
        rule
    }
}

impl<C> From<Gathered<C>> for Rule {
    fn from(gathered: Gathered<C>) -> Self {
        gathered.rule
    }
}
