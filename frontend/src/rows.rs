//! Moving through the rows of a list by keyboard. The focus itself moves, from one row's link to the next, so that the
//! browser shows where one is and Enter opens what has it.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::keys::{Scope, shortcut};

/// The link of a row that takes the focus.
const KEY: &str = "main tbody tr a.key";

/// Lets the arrows walk through the rows of the page's list, and X tick the row that has the focus.
pub(crate) fn walk_rows() {
    shortcut(&["ArrowDown"], "Next row", Scope::List, || step(1));
    shortcut(&["ArrowUp"], "Row before", Scope::List, || step(-1));
    shortcut(&["X"], "Select", Scope::List, || {
        let row = document().active_element().and_then(|focus| focus.closest("tr").ok().flatten());
        let tick = row.and_then(|row| row.query_selector(".pick input").ok().flatten());
        if let Some(tick) = tick.and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok()) {
            tick.click();
        }
    });
}

fn step(by: isize) {
    let Ok(found) = document().query_selector_all(KEY) else { return };
    let keys: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok())
        // On a phone the number stands in another cell of the row.
        .filter(|key| key.offset_parent().is_some())
        .collect();
    let row = |element: &Element| element.closest("tr").ok().flatten();
    let here = document().active_element().and_then(|focus| row(&focus));
    let at = here.and_then(|here| keys.iter().position(|key| row(key).as_ref() == Some(&here)));
    let next = match (at, by) {
        (Some(at), _) => at.checked_add_signed(by),
        (None, _) => Some(0),
    };
    if let Some(key) = next.and_then(|next| keys.get(next)) {
        drop(key.focus());
    }
}
