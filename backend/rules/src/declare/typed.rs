//! Types whose values stand in columns, and what may be compared with what.

use chrono::{DateTime, NaiveDate, Utc};

use crate::value::{Kind, Value};

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

typed!(i64, Kind::Int, Number, Value::Int, |value| if let Value::Int(whole) = value { Some(*whole) } else { None });
typed!(bool, Kind::Bool, bool, Value::Bool, |value| if let Value::Bool(yes) = value { Some(*yes) } else { None });
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
