//! Money and quantities: exact numbers, stored as 64-bit counts of units on both databases.

use docket_rules::declare::{Number, Numeric, Plain};
use docket_rules::{Decimal, Kind, Value, typed};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;

macro_rules! fixed_point {
    ($(#[$doc:meta])* $name:ident, $scale:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize, Deserialize)]
        #[sea_orm(column_type = "BigInteger")]
        pub struct $name(i64);

        impl $name {
            /// How many decimals it has.
            pub const SCALE: u8 = $scale;

            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From a count of its smallest unit.
            pub const fn from_units(units: i64) -> Self {
                Self(units)
            }

            /// From a whole number.
            ///
            /// # Panics
            /// When it does not fit: for constants in code.
            pub const fn whole(number: i64) -> Self {
                Self(number.checked_mul(10_i64.pow($scale)).expect("a constant that fits"))
            }

            /// The count of its smallest unit.
            pub const fn units(self) -> i64 {
                self.0
            }

            /// As the rules calculate with it.
            pub const fn exact(self) -> Decimal {
                Decimal::new(self.0 as i128, $scale)
            }
        }

        impl From<$name> for rust_decimal::Decimal {
            fn from(amount: $name) -> Self {
                Self::new(amount.0, u32::from($name::SCALE))
            }
        }

        impl TryFrom<rust_decimal::Decimal> for $name {
            type Error = TooPrecise;

            fn try_from(number: rust_decimal::Decimal) -> Result<Self, TooPrecise> {
                units(number, Self::SCALE).map(Self)
            }
        }

        /// As the API writes it: without zeros at the end of its decimals.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.exact().normalized().fmt(f)
            }
        }

        typed!(
            $name,
            Kind::Dec($scale),
            Number,
            |amount| Value::Dec(amount.exact()),
            |value| match value {
                Value::Dec(number) if number.scale() == $scale => i64::try_from(number.units()).ok().map($name::from_units),
                _ => None,
            }
        );

        impl Numeric for $name {}
    };
}

/// Why a number cannot be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooPrecise {
    /// It has more decimals.
    Decimals,
    /// It is too large.
    Size,
}

/// How many units a number has that is stored with `scale` decimals.
pub fn units(number: rust_decimal::Decimal, scale: u8) -> Result<i64, TooPrecise> {
    let number = number.normalize();
    let missing = u32::from(scale).checked_sub(number.scale()).ok_or(TooPrecise::Decimals)?;
    let units = 10_i128.pow(missing).checked_mul(number.mantissa()).ok_or(TooPrecise::Size)?;
    i64::try_from(units).map_err(|_| TooPrecise::Size)
}

/// A number that somebody typed, for `field`.
pub fn typed_in<N>(field: &str, number: rust_decimal::Decimal) -> Result<N, Refusal>
where
    N: TryFrom<rust_decimal::Decimal, Error = TooPrecise> + Plain,
{
    N::try_from(number).map_err(|why| match why {
        TooPrecise::Decimals => Refusal::invalid(field, format!("must have at most {} decimals", N::KIND.scale())),
        TooPrecise::Size => Refusal::invalid(field, "is too large"),
    })
}

fixed_point! {
    /// An amount of money in the tenant's currency, with 4 decimals.
    Money, 4
}

fixed_point! {
    /// A quantity, with 3 decimals.
    Quantity, 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_exactly_or_not_at_all() {
        let money = |text: &str| Money::try_from(text.parse::<rust_decimal::Decimal>().unwrap());
        assert_eq!(money("12.3400").unwrap().units(), 123_400);
        assert_eq!(money("0.00001"), Err(TooPrecise::Decimals));
        assert_eq!(money("0.00010000").unwrap().units(), 1);
        assert_eq!(money("922337203685477.5808"), Err(TooPrecise::Size));
        assert_eq!(money("-922337203685477.5808").unwrap().units(), i64::MIN);
        assert_eq!(money("79228162514264337593543950335"), Err(TooPrecise::Size));
    }
}
