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

/// An exact number with its grouping and as many decimals as it has.
pub(crate) fn exact(number: &str) -> String {
    let style = options(&[("maximumFractionDigits", 6.into())]);
    format(&number.into(), &style).unwrap_or_else(|| number.to_owned())
}

/// A sum to the nearest whole number, with its grouping.
pub(crate) fn rounded(number: f64) -> String {
    format(&JsValue::from(number.round()), &Object::new()).unwrap_or_else(|| number.to_string())
}

fn format(value: &JsValue, style: &Object) -> Option<String> {
    apply(&Intl::NumberFormat::new(&Array::new(), style).format(), value)
}
