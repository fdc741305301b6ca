//! The language of rule files: typed columns, relations and expressions over [`Node`].
//!
//! What can be said wrong is refused by the compiler where it can be (a column of another table, a comparison of a
//! price with a date, a nullable column without a word on null), and by [`crate::RuleSet::load`] where it cannot.

use std::marker::PhantomData;
use std::ops::{Add, Mul, Sub};

use chrono::{DateTime, NaiveDate, Utc};

use crate::node::{Arith, Compare, Node};
use crate::rule::{Body, Rule};
use crate::schema::{ColumnRef, RelationRef, TableId};
use crate::value::{Kind, Value};

/// A marker type for a table.
pub trait TableType: 'static {
    /// The table.
    const ID: TableId;
}

/// A type whose values stand in columns.
pub trait Typed: Sized {
    /// The kind of column.
    const KIND: Kind;
    /// Whether the column may be null.
    const NULLABLE: bool = false;
    /// What values of this type may be compared with: all [`Number`]s share one class.
    type Class;
    /// As a column holds it.
    fn into_value(self) -> Value;
    /// From what a column holds; `None` if it is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

/// A type that is never null.
pub trait Plain: Typed {}

/// A type that can be calculated with.
pub trait Numeric: Plain {}

/// The class of everything numeric, and the type of a calculation's result.
#[derive(Clone, Copy, Debug)]
pub struct Number;

/// The class of values that may be null: nothing compares with it.
#[derive(Clone, Copy, Debug)]
pub struct Nullable;

impl<V: Plain> Typed for Option<V> {
    const KIND: Kind = V::KIND;
    const NULLABLE: bool = true;
    type Class = Nullable;

    fn into_value(self) -> Value {
        self.map_or(Value::Null, V::into_value)
    }

    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { V::from_value(value).map(Some) }
    }
}

/// Says that a type stands in columns: its kind, its class, and both conversions.
#[macro_export]
macro_rules! typed {
    ($type:ty, $kind:expr, $class:ty, $into:expr, $from:expr) => {
        impl $crate::declare::Typed for $type {
            const KIND: $crate::Kind = $kind;
            type Class = $class;

            fn into_value(self) -> $crate::Value {
                let into: fn($type) -> $crate::Value = $into;
                into(self)
            }

            fn from_value(value: &$crate::Value) -> Option<Self> {
                let from: fn(&$crate::Value) -> Option<$type> = $from;
                from(value)
            }
        }

        impl $crate::declare::Plain for $type {}

        impl<T: $crate::declare::TableType> $crate::declare::Operand<T> for $type {
            type V = $type;

            fn node(self) -> $crate::node::Node {
                $crate::node::Node::Lit($crate::declare::Typed::into_value(self))
            }
        }
    };
}

typed!(i64, Kind::Int, Number, Value::Int, |value| if let Value::Int(whole) = value {
    Some(*whole)
} else {
    None
});
typed!(bool, Kind::Bool, bool, Value::Bool, |value| if let Value::Bool(yes) = value {
    Some(*yes)
} else {
    None
});
typed!(String, Kind::Text, String, |text| Value::Text(text.into()), |value| {
    if let Value::Text(text) = value { Some(text.to_string()) } else { None }
});
typed!(uuid::Uuid, Kind::Uuid, uuid::Uuid, Value::Uuid, Value::uuid);

typed!(DateTime<Utc>, Kind::Time, DateTime<Utc>, |time| Value::Time(time.timestamp_micros()), |value| {
    if let Value::Time(micros) = value { DateTime::from_timestamp_micros(*micros) } else { None }
});
typed!(NaiveDate, Kind::Date, NaiveDate, |date| Value::Date(date.to_epoch_days()), |value| {
    if let Value::Date(days) = value { NaiveDate::from_epoch_days(*days) } else { None }
});

impl Numeric for i64 {}

impl Typed for Number {
    const KIND: Kind = Kind::Dec(crate::decimal::MAX_SCALE);
    type Class = Self;

    fn into_value(self) -> Value {
        Value::Null
    }

    fn from_value(_: &Value) -> Option<Self> {
        None
    }
}

impl Plain for Number {}
impl Numeric for Number {}

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

/// A calculated value of type `V` over a row of `T`.
pub struct Expr<T, V> {
    node: Node,
    of: PhantomData<fn() -> (T, V)>,
}

/// A condition on a row of `T`.
pub type Condition<T> = Expr<T, bool>;

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

impl<T, V> Expr<T, V> {
    fn of(node: Node) -> Self {
        Self { node, of: PhantomData }
    }
}

/// Anything that can stand in an expression over `T`: a column, an expression, a constant.
#[expect(clippy::wrong_self_convention, reason = "`date_shipped.is_null()` builds a condition from a column")]
pub trait Operand<T: TableType>: Sized {
    /// Its type.
    type V: Typed;

    /// The tree behind it.
    fn node(self) -> Node;

    /// `self ≤ other`.
    fn le<R>(self, other: R) -> Condition<T>
    where
        R: Operand<T>,
        R::V: Plain<Class = <Self::V as Typed>::Class>,
    {
        compare(Compare::Le, self, other)
    }

    /// `self < other`.
    fn lt<R>(self, other: R) -> Condition<T>
    where
        R: Operand<T>,
        R::V: Plain<Class = <Self::V as Typed>::Class>,
    {
        compare(Compare::Lt, self, other)
    }

    /// `self ≥ other`.
    fn ge<R>(self, other: R) -> Condition<T>
    where
        R: Operand<T>,
        R::V: Plain<Class = <Self::V as Typed>::Class>,
    {
        compare(Compare::Ge, self, other)
    }

    /// `self > other`.
    fn gt<R>(self, other: R) -> Condition<T>
    where
        R: Operand<T>,
        R::V: Plain<Class = <Self::V as Typed>::Class>,
    {
        compare(Compare::Gt, self, other)
    }

    /// `self = other`.
    fn is<R>(self, other: R) -> Condition<T>
    where
        R: Operand<T>,
        R::V: Plain<Class = <Self::V as Typed>::Class>,
    {
        compare(Compare::Eq, self, other)
    }

    /// Whether it is one of `values`.
    fn one_of(self, values: &[Self::V]) -> Condition<T>
    where
        Self::V: Plain + Clone,
    {
        Expr::of(Node::OneOf(Box::new(self.node()), values.iter().cloned().map(Typed::into_value).collect()))
    }

    /// Whether it is none of `values`.
    fn none_of(self, values: &[Self::V]) -> Condition<T>
    where
        Self::V: Plain + Clone,
    {
        self.one_of(values).not()
    }

    /// Whether it is null.
    fn is_null(self) -> Condition<T>
    where
        Self::V: Typed<Class = Nullable>,
    {
        Expr::of(Node::IsNull(Box::new(self.node())))
    }

    /// Whether it is not null.
    fn is_not_null(self) -> Condition<T>
    where
        Self::V: Typed<Class = Nullable>,
    {
        self.is_null().not()
    }

    /// Rounded half away from zero to `places` decimals.
    fn round<R>(self, places: R) -> Expr<T, Number>
    where
        Self::V: Numeric,
        R: Operand<T, V = i64>,
    {
        Expr::of(Node::Round(Box::new(self.node()), Box::new(places.node())))
    }
}

fn compare<T: TableType, L: Operand<T>, R: Operand<T>>(how: Compare, left: L, right: R) -> Condition<T> {
    Expr::of(Node::Compare(how, Box::new(left.node()), Box::new(right.node())))
}

impl<T: TableType, V: Typed> Operand<T> for Column<T, V> {
    type V = V;

    fn node(self) -> Node {
        Node::Col(self.at)
    }
}

impl<T: TableType, V: Typed> Operand<T> for Expr<T, V> {
    type V = V;

    fn node(self) -> Node {
        self.node
    }
}

impl<T: TableType, V: Plain> Expr<T, Option<V>> {
    /// The value, or `other` where it is null.
    #[must_use]
    pub fn or<R: Operand<T, V = V>>(self, other: R) -> Expr<T, V> {
        Expr::of(Node::Or(Box::new(self.node), Box::new(other.node())))
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

impl<T: TableType> Condition<T> {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(Node::All(vec![self.node, other.node]))
    }

    /// Either holds.
    #[must_use]
    pub fn or_else(self, other: Self) -> Self {
        Self::of(Node::Any(vec![self.node, other.node]))
    }

    /// It does not hold.
    #[expect(clippy::should_implement_trait, reason = "a rule reads `.not()`, in the order it is spoken")]
    #[must_use]
    pub fn not(self) -> Self {
        Self::of(Node::Not(Box::new(self.node)))
    }

    /// Wherever it holds, `other` holds too.
    #[must_use]
    pub fn implies(self, other: Self) -> Self {
        self.not().or_else(other)
    }

    /// Any of `conditions` holds.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Node::Any(conditions.into_iter().map(|condition| condition.node).collect()))
    }

    /// `then` where it holds, `otherwise` elsewhere.
    pub fn then<A: Operand<T>, B: Operand<T, V = A::V>>(self, then: A, otherwise: B) -> Expr<T, A::V> {
        Expr::of(Node::Case(vec![(self.node, then.node())], Box::new(otherwise.node())))
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
            *only = Some(condition.node);
        }
        rule
    }
}

impl<C> From<Gathered<C>> for Rule {
    fn from(gathered: Gathered<C>) -> Self {
        gathered.rule
    }
}

/// `holds` is true of every touched row when a unit ends.
pub fn constraint<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Constraint { table: T::ID, holds: holds.node, as_check: false })
}

/// Like [`constraint`], and repeated by the database as a CHECK: for what no setting will ever relax.
pub fn check<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Constraint { table: T::ID, holds: holds.node, as_check: true })
}

/// `holds` is true of every insert and every change of a row.
pub fn transition<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Transition { table: T::ID, holds: holds.node, on_delete: false })
}

/// Like [`transition`], and judged on deletions as well.
pub fn transition_and_delete<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Transition { table: T::ID, holds: holds.node, on_delete: true })
}

/// Written to `sinks` when a unit leaves a row for which `when` holds.
pub fn event<T: TableType>(name: &str, when: Condition<T>, sinks: &'static [&'static str]) -> Rule {
    Rule::new(name, Body::Event { table: T::ID, when: when.node, edge: false, sinks })
}

/// Written to `sinks` when `condition` became true.
pub fn event_when_it_becomes<T: TableType>(
    name: &str,
    condition: Condition<T>,
    sinks: &'static [&'static str],
) -> Rule {
    Rule::new(name, Body::Event { table: T::ID, when: condition.node, edge: true, sinks })
}

/// A list of rules, whatever step of its declaration each ends with.
#[macro_export]
macro_rules! rules {
    ($($rule:expr),* $(,)?) => { vec![$($crate::Rule::from($rule)),*] };
}

macro_rules! operator {
    ($trait:ident, $method:ident, $how:expr) => {
        impl<T: TableType, V: Numeric, R: Operand<T>> $trait<R> for Column<T, V>
        where
            R::V: Numeric,
        {
            type Output = Expr<T, Number>;

            fn $method(self, other: R) -> Self::Output {
                Expr::of(Node::Arith($how, Box::new(self.node()), Box::new(other.node())))
            }
        }

        impl<T: TableType, V: Numeric, R: Operand<T>> $trait<R> for Expr<T, V>
        where
            R::V: Numeric,
        {
            type Output = Expr<T, Number>;

            fn $method(self, other: R) -> Self::Output {
                Expr::of(Node::Arith($how, Box::new(self.node()), Box::new(other.node())))
            }
        }
    };
}

operator!(Add, add, Arith::Add);
operator!(Sub, sub, Arith::Sub);
operator!(Mul, mul, Arith::Mul);
