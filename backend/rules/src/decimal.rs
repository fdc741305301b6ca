//! Exact decimal numbers: an integer count of units and the number of decimals they stand for.
//!
//! Columns hold 64 bits; arithmetic runs in 128 bits and refuses to overflow. Nothing is rounded unless an
//! expression says so, and then half away from zero.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most decimals a number may have.
pub const MAX_SCALE: u8 = 18;

/// `units × 10^-scale`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(into = "(String, u8)", try_from = "(String, u8)")]
pub struct Decimal {
    units: i128,
    scale: u8,
}

/// The result does not fit in 128 bits, or in the column that should hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Decimal {
    /// Zero without decimals.
    pub const ZERO: Self = Self { units: 0, scale: 0 };

    /// `units × 10^-scale`.
    ///
    /// # Panics
    /// When `scale` is above [`MAX_SCALE`]: scales are written in code, never read from input.
    pub const fn new(units: i128, scale: u8) -> Self {
        assert!(scale <= MAX_SCALE, "scale above MAX_SCALE");
        Self { units, scale }
    }

    /// The count of units at [`Self::scale`].
    pub const fn units(self) -> i128 {
        self.units
    }

    /// The number of decimals.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Whether the number is exactly zero.
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        let (a, b, scale) = self.aligned(other)?;
        Ok(Self { units: a.checked_add(b).ok_or(Overflow)?, scale })
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        let (a, b, scale) = self.aligned(other)?;
        Ok(Self { units: a.checked_sub(b).ok_or(Overflow)?, scale })
    }

    /// The product; its scale is the sum of both scales.
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        let scale = self.scale + other.scale;
        if scale > MAX_SCALE {
            return Err(Overflow);
        }
        Ok(Self { units: self.units.checked_mul(other.units).ok_or(Overflow)?, scale })
    }

    /// Rounded to `places` decimals, half away from zero; unchanged when it has no more than that.
    #[must_use]
    pub fn round(self, places: u8) -> Self {
        if places >= self.scale {
            return self;
        }
        let step = power(self.scale - places);
        let (quotient, remainder) = (self.units / step, self.units % step);
        let away = if remainder.abs() * 2 >= step { self.units.signum() } else { 0 };
        Self { units: quotient + away, scale: places }
    }

    /// The same number with exactly `scale` decimals; `None` if that would lose digits or overflow.
    pub fn at_scale(self, scale: u8) -> Option<Self> {
        let units = if scale >= self.scale {
            self.units.checked_mul(power(scale - self.scale))?
        } else {
            let step = power(self.scale - scale);
            (self.units % step == 0).then_some(self.units / step)?
        };
        Some(Self { units, scale })
    }

    /// The same number without zeros at the end of its decimals, as people write it.
    #[must_use]
    pub const fn normalized(self) -> Self {
        let Self { mut units, mut scale } = self;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    fn aligned(self, other: Self) -> Result<(i128, i128, u8), Overflow> {
        let scale = self.scale.max(other.scale);
        let raise = |number: Self| number.at_scale(scale).map(|raised| raised.units).ok_or(Overflow);
        Ok((raise(self)?, raise(other)?, scale))
    }
}

/// 10^`exponent`; exponents are scales, so it always fits.
pub(crate) fn power(exponent: u8) -> i128 {
    10_i128.pow(u32::from(exponent))
}

/// Written as text: JSON's numbers are shorter than 128 bits.
impl From<Decimal> for (String, u8) {
    fn from(number: Decimal) -> Self {
        (number.units.to_string(), number.scale)
    }
}

impl TryFrom<(String, u8)> for Decimal {
    type Error = &'static str;

    fn try_from((units, scale): (String, u8)) -> Result<Self, &'static str> {
        let units = units.parse().map_err(|_| "no count of units")?;
        if scale <= MAX_SCALE { Ok(Self { units, scale }) } else { Err("too many decimals") }
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self { units: i128::from(whole), scale: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Ok((a, b, _)) => a.cmp(&b),
            // Only a number far outside every column cannot be aligned: its whole part decides.
            Err(Overflow) => (self.units / power(self.scale)).cmp(&(other.units / power(other.scale))),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

/// Plain notation with all decimals: `-12.5000`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, part) = (self.units.unsigned_abs(), power(self.scale).unsigned_abs());
        if self.scale == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{}.{:0width$}", whole / part, whole % part, width = usize::from(self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero() {
        for (units, places, expected) in [
            (1_005, 2, "1.01"),
            (-1_005, 2, "-1.01"),
            (1_004, 2, "1.00"),
            (1_500, 0, "2"),
            (-2_500, 0, "-3"),
            (1_499, 0, "1"),
        ] {
            assert_eq!(Decimal::new(units, 3).round(places).to_string(), expected, "{units} to {places}");
        }
    }

    #[test]
    fn numbers_of_different_scales_compare_and_add_exactly() {
        let (a, b) = (Decimal::new(10, 1), Decimal::new(1_0000, 4));
        assert_eq!(a, b);
        assert_eq!(a.plus(Decimal::new(1, 4)).unwrap().to_string(), "1.0001");
        assert_eq!(b.minus(a).unwrap(), Decimal::ZERO);
    }

    #[test]
    fn losing_digits_is_never_silent() {
        assert!(Decimal::new(12_345, 4).at_scale(2).is_none());
        assert_eq!(Decimal::new(12_300, 4).at_scale(2).unwrap().to_string(), "1.23");
    }

    #[test]
    fn a_normalized_number_has_no_zeros_at_the_end_of_its_decimals() {
        for (units, scale, text) in
            [(1_000_000, 4, "100"), (-125_000, 4, "-12.5"), (1, 4, "0.0001"), (0, 4, "0"), (700, 0, "700")]
        {
            assert_eq!(Decimal::new(units, scale).normalized().to_string(), text);
        }
    }

    #[test]
    fn overflow_is_an_error() {
        let huge = Decimal::new(i128::MAX, 0);
        assert_eq!(huge.plus(Decimal::from(1)), Err(Overflow));
        assert_eq!(huge.times(Decimal::from(2)), Err(Overflow));
        assert!(huge > Decimal::new(1, 18));
    }
}
