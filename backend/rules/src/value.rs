//! The values of columns, and their kinds.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::decimal::Decimal;

/// What a column holds. Decimals and times keep exactly the precision their column stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// No value; only nullable columns hold it.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number with decimals.
    Dec(Decimal),
    /// Text, and the name of an enumeration's member.
    Text(Arc<str>),
    /// An identifier.
    Uuid(Uuid),
    /// A day: days since 1970-01-01.
    Date(i32),
    /// An instant: microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
}

/// The kind of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Value::Bool`]
    Bool,
    /// [`Value::Int`]
    Int,
    /// [`Value::Dec`] with this many decimals, stored as a 64-bit count of units.
    Dec(u8),
    /// [`Value::Text`]
    Text,
    /// [`Value::Uuid`]
    Uuid,
    /// [`Value::Date`]
    Date,
    /// [`Value::Time`]
    Time,
}

impl Kind {
    /// Whether values of this kind can be calculated with.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Dec(_))
    }

    /// The number of decimals of a number's column.
    pub const fn scale(self) -> u8 {
        if let Self::Dec(scale) = self { scale } else { 0 }
    }

    /// Whether `self` and `other` can be compared: the same kind, or both numbers.
    pub fn is_comparable_to(self, other: Self) -> bool {
        self == other || (self.is_number() && other.is_number())
    }

    /// Whether `value` may stand in a column of this kind (null apart).
    pub fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_))
            | (Self::Int, Value::Int(_))
            | (Self::Text, Value::Text(_))
            | (Self::Uuid, Value::Uuid(_))
            | (Self::Date, Value::Date(_))
            | (Self::Time, Value::Time(_)) => true,
            (Self::Dec(scale), Value::Dec(number)) => number.scale() == scale && i64::try_from(number.units()).is_ok(),
            _ => false,
        }
    }

    /// `number` as a column of this kind stores it; `None` if it has too many digits on either side.
    pub fn store(self, number: Decimal) -> Option<Value> {
        let fitted = number.at_scale(self.scale())?;
        let units = i64::try_from(fitted.units()).ok()?;
        match self {
            Self::Int => Some(Value::Int(units)),
            Self::Dec(_) => Some(Value::Dec(fitted)),
            _ => None,
        }
    }
}

impl Value {
    /// Whether this is [`Value::Null`].
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The kind, or none for null. A decimal's kind has its own scale.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Null => None,
            Self::Bool(_) => Some(Kind::Bool),
            Self::Int(_) => Some(Kind::Int),
            Self::Dec(number) => Some(Kind::Dec(number.scale())),
            Self::Text(_) => Some(Kind::Text),
            Self::Uuid(_) => Some(Kind::Uuid),
            Self::Date(_) => Some(Kind::Date),
            Self::Time(_) => Some(Kind::Time),
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Int(whole) => Some(Decimal::from(*whole)),
            Self::Dec(number) => Some(*number),
            _ => None,
        }
    }

    /// The identifier, if it is one.
    pub const fn uuid(&self) -> Option<Uuid> {
        if let Self::Uuid(id) = self { Some(*id) } else { None }
    }
}

/// For people: text without quotes, null as a dash.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("–"),
            Self::Bool(yes) => yes.fmt(f),
            Self::Int(whole) => whole.fmt(f),
            Self::Dec(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Uuid(id) => id.fmt(f),
            Self::Date(days) => write!(f, "day {days}"),
            Self::Time(micros) => write!(f, "instant {micros}"),
        }
    }
}
