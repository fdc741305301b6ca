//! Counts and money.

use js_sys::{Array, Intl, Object};
use wasm_bindgen::JsValue;

use super::{apply, options};

/// More decimals than any currency has; `Intl` throws at far more.
const DECIMALS: std::ops::RangeInclusive<i32> = 0..=20;

/// A whole number with its grouping: `1,284`.
pub(crate) fn count(number: i32) -> String {
    format(&JsValue::from(number), &Object::new()).unwrap_or_else(|| number.to_string())
}

/// How many there are, where counting may have stopped: `10,000+`.
pub(crate) fn total(count: i32, is_capped: bool) -> String {
    let plus = if is_capped { "+" } else { "" };
    format!("{}{plus}", self::count(count))
}

/// An amount in its currency with `minor_unit` decimals: `€1,286.40`.
///
/// Takes the API's decimal text as it is: `Intl` reads it exactly, a float would not.
pub(crate) fn money(amount: &str, currency: &str, minor_unit: i32) -> String {
    let plain = || format!("{amount} {currency}");
    // Anything else makes Intl throw.
    if currency.len() != 3
        || !currency.bytes().all(|byte| byte.is_ascii_alphabetic())
        || !DECIMALS.contains(&minor_unit)
    {
        return plain();
    }
    let style = options(&[
        ("style", "currency".into()),
        ("currency", currency.into()),
        ("minimumFractionDigits", minor_unit.into()),
        ("maximumFractionDigits", minor_unit.into()),
    ]);
    format(&amount.into(), &style).unwrap_or_else(plain)
}

/// A number in few signs, for the scale of a chart: `7`, `14K`.
pub(crate) fn compact(number: f64) -> String {
    let style = options(&[("notation", "compact".into()), ("maximumFractionDigits", 1.into())]);
    format(&JsValue::from(number), &style).unwrap_or_else(|| number.to_string())
}

/// A sum to the nearest whole number, with its grouping.
pub(crate) fn rounded(number: f64) -> String {
    format(&JsValue::from(number.round()), &Object::new()).unwrap_or_else(|| number.to_string())
}

/// An exact quantity with its grouping, without zeros at its end: `1,250.5`.
pub(crate) fn quantity(exact: &str) -> String {
    let style = options(&[("maximumFractionDigits", 6.into())]);
    format(&exact.into(), &style).unwrap_or_else(|| exact.to_owned())
}

/// An exact number as one would type it: with the reader's decimal sign, without grouping, without zeros at its end.
pub(crate) fn editable(exact: &str) -> String {
    trimmed(exact).replace('.', &decimal_sign().to_string())
}

/// What somebody typed as the API wants it; none where it is no number.
pub(crate) fn typed(text: &str) -> Option<String> {
    exact(text, decimal_sign())
}

/// About how much an exact number is, to draw it; none where it is no number. The library's own reading is right to the
/// last bit, and its tables weigh more than a page.
pub(crate) fn approximate(exact: &str) -> Option<f64> {
    let (sign, digits) = exact.strip_prefix('-').map_or((1.0, exact), |digits| (-1.0, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let digit = |letter: char| letter.to_digit(10).map(f64::from);
    let whole = whole.chars().try_fold(0.0, |number, letter| Some(number * 10.0 + digit(letter)?))?;
    let decimals = decimals.chars().rev().try_fold(0.0, |number, letter| Some((number + digit(letter)?) / 10.0))?;
    digits.contains(|letter: char| letter.is_ascii_digit()).then_some(sign * (whole + decimals))
}

fn trimmed(exact: &str) -> &str {
    if exact.contains('.') { exact.trim_end_matches('0').trim_end_matches('.') } else { exact }
}

/// The reader's own: in `1.1` or `1,1`.
fn decimal_sign() -> char {
    let sample = format(&1.1.into(), &Object::new()).unwrap_or_default();
    sample.chars().find(|sign| !sign.is_numeric()).unwrap_or('.')
}

/// Groups may stand as they like; a sign that could be either is the decimal one only if it is the reader's.
fn exact(text: &str, sign: char) -> Option<String> {
    let mut number = String::new();
    for letter in text.trim().chars() {
        match letter {
            '0'..='9' => number.push(letter),
            '-' if number.is_empty() => number.push(letter),
            _ if letter == sign && !number.contains('.') => number.push('.'),
            ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' if letter != sign => {}
            _ => return None,
        }
    }
    let number = number.trim_end_matches('.');
    number.chars().any(|letter| letter.is_ascii_digit()).then(|| number.to_owned())
}

fn format(value: &JsValue, style: &Object) -> Option<String> {
    apply(&Intl::NumberFormat::new(&Array::new(), style).format(), value)
}

#[cfg(test)]
mod tests {
    use super::{approximate, exact, trimmed};

    #[test]
    fn groups_are_read_over_and_the_readers_sign_counts() {
        assert_eq!(exact("1,234.5", '.').as_deref(), Some("1234.5"));
        assert_eq!(exact("1.234,5", ',').as_deref(), Some("1234.5"));
        assert_eq!(exact(" 12 ", '.').as_deref(), Some("12"));
        assert_eq!(exact("-3", '.').as_deref(), Some("-3"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "abc", "1.2.3", "12 boards", "."] {
            assert_eq!(exact(text, '.'), None, "{text}");
        }
    }

    #[test]
    fn what_is_drawn_is_close_to_what_is_exact() {
        let close = |text, number: f64| approximate(text).is_some_and(|found| (found - number).abs() < 1e-9);
        assert!(close("1286.40", 1286.4) && close("-0.05", -0.05) && close("12", 12.0) && close(".5", 0.5));
        for text in ["", "-", ".", "1e3", "1.2.3", "inf", "12 boards"] {
            assert_eq!(approximate(text), None, "{text}");
        }
    }

    #[test]
    fn only_zeros_behind_the_point_are_dropped() {
        assert_eq!([trimmed("12.500"), trimmed("3.000"), trimmed("100")], ["12.5", "3", "100"]);
    }
}
