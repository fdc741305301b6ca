//! Numbers, money and times as the reader's browser writes them. Formatting only: no value is computed here.
//!
//! `Intl` does the work in the reader's own locale, so neither a locale table nor a time zone database is shipped.

pub(crate) mod number;
pub(crate) mod time;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsValue;

/// An options bag for `Intl`.
fn options(entries: &[(&str, JsValue)]) -> Object {
    let bag = Object::new();
    for (name, value) in entries {
        // Only a frozen object refuses, and this one is new.
        drop(Reflect::set(&bag, &JsValue::from(*name), value));
    }
    bag
}

/// What a formatter's bound `format` function makes of a value.
fn apply(format: &Function, value: &JsValue) -> Option<String> {
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}
