//! Expressions: comparisons, arithmetic and conditions over a row.

use std::marker::PhantomData;
use std::ops::{Add, Mul, Sub};

use super::TableType;
use super::column::Column;
use super::typed::{Nullable, Number, Numeric, Plain, Typed};
use crate::node::{Arith, Compare, Node};

/// A calculated value of type `V` over a row of `T`.
pub struct Expr<T, V> {
    node: Node,
    of: PhantomData<fn() -> (T, V)>,
}

/// A condition on a row of `T`.
pub type Condition<T> = Expr<T, bool>;
impl<T, V> Expr<T, V> {
    pub(super) fn of(node: Node) -> Self {
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
