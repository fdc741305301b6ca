//! Scalars of the API: exact decimals and days.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use docket_domain::money::{Money, Quantity};
use rust_decimal::Decimal as Number;

/// More digits before the point than any amount has.
const WHOLE: usize = 18;
/// More digits behind the point than any amount has.
const PART: usize = 7;

/// An exact decimal number, as a string such as `"12.5"`: without exponent, and without zeros at the end of its
/// decimals. In input, zeros may follow, and a whole number may stand without quotes. How many decimals a field takes
/// is said where it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub Number);

#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map(Self).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        read(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.normalize().to_string())
    }
}

impl From<Money> for Decimal {
    fn from(amount: Money) -> Self {
        Self(amount.into())
    }
}

impl From<Quantity> for Decimal {
    fn from(quantity: Quantity) -> Self {
        Self(quantity.into())
    }
}

/// A whole number without quotes is exact; one with decimals has gone through a float and is refused.
fn read(value: &Value) -> Option<Number> {
    match value {
        Value::String(text) => exact(text),
        Value::Number(number) => number.as_i64().map(Number::from).or_else(|| number.as_u64().map(Number::from)),
        _ => None,
    }
}

/// Reads `-12.50`. Digits beyond what any field holds are cut down to one that is still too many, so that a number
/// that is well written is always read, and refused by the field that cannot hold it.
fn exact(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let part = part.unwrap_or("0");
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole.len() > WHOLE {
        return Some(if text.starts_with('-') { Number::MIN } else { Number::MAX });
    }
    let (kept, more) = part.split_at_checked(PART).map_or((part, ""), |(kept, _)| (kept, "1"));
    let sign = if text.starts_with('-') { "-" } else { "" };
    Number::from_str_exact(&format!("{sign}0{whole}.{kept}{more}0")).ok()
}

/// A day of the calendar, `"2026-11-21"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        day(&value).map(Self).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        day(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Four digits of a year: both databases sort those as time does.
fn day(value: &Value) -> Option<NaiveDate> {
    let Value::String(text) = value else { return None };
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        for (text, read) in [("12.50", "12.5"), ("-0.0001", "-0.0001"), ("007", "7"), ("0", "0"), ("1.0000000000", "1")]
        {
            assert_eq!(exact(text).map(|number| number.normalize().to_string()).as_deref(), Some(read), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_not_read() {
        for text in ["", "-", ".5", "5.", "1e3", "1,5", " 1", "+1", "0x1", "NaN", "1.2.3", "١"] {
            assert_eq!(exact(text), None, "{text}");
        }
        assert_eq!(read(&Value::Number(serde_json::Number::from_f64(0.5).unwrap())), None);
    }

    #[test]
    fn more_digits_than_a_field_holds_stay_too_many() {
        let tiny = exact("0.00000000000000000000000000000000000001").unwrap();
        assert!(Money::try_from(tiny).is_err() && !tiny.is_zero());
        assert!(Money::try_from(exact(&"9".repeat(60)).unwrap()).is_err());
        assert!(Money::try_from(exact("-99999999999999999999.12345678").unwrap()).is_err());
    }

    #[test]
    fn days_have_one_spelling() {
        assert!(day(&Value::from("2026-11-21")).is_some());
        for text in ["2026-11-31", "2026-1-1", "21.11.2026", "+2026-11-21"] {
            assert!(day(&Value::from(text)).is_none(), "{text}");
        }
    }
}
