//! Walking through the rows of a list by keyboard. A row is its link: Enter on it is the browser's own.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::keys::{Scope, shortcut};

/// The links of the rows, in the order of the page.
const ROWS: &str = "#main table.full tbody .key";

/// Makes the arrows walk, for as long as the caller's owner lives.
pub(crate) fn walk() {
    shortcut(&["ArrowDown"], "Next row", Scope::List, || step(1));
    shortcut(&["ArrowUp"], "Row before", Scope::List, || step(-1));
}

fn step(by: i32) {
    let Ok(found) = document().query_selector_all(ROWS) else { return };
    let rows: Vec<HtmlElement> =
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let row = |of: &web_sys::Element| of.closest("tr").ok().flatten();
    let current = active.as_ref().and_then(row);
    let at = current.and_then(|current| rows.iter().position(|link| row(link).as_ref() == Some(&current)));
    let next = match (at, by) {
        (None, _) => Some(0),
        (Some(at), 1..) => at.checked_add(1),
        (Some(at), _) => at.checked_sub(1),
    };
    if let Some(link) = next.and_then(|next| rows.get(next)) {
        drop(link.focus());
    }
}
