//! The addresses behind what the page counts.

use crate::components::gauge::NEAR;
use crate::pages;

/// Paid orders that have not shipped.
pub(super) const READY: &str = "/orders?status=paid&sort=placed";
/// What the rules refused.
pub(super) const REFUSED: &str = "/rules#refused";

/// Orders that are open since this day or longer, the oldest first.
pub(super) fn waiting(since: &str) -> String {
    format!("/orders?status=open&until={since}&sort=placed")
}

/// Orders that were placed on a day.
pub(super) fn placed(day: &str) -> String {
    format!("/orders?since={day}&until={day}")
}

/// Orders that shipped on a day.
pub(super) fn shipped(day: &str) -> String {
    format!("/orders?shipped={day}")
}

/// Customers near their limit, if there is such a list.
pub(super) fn near() -> Option<String> {
    pages::exists("/customers").then(|| format!("/customers?used={NEAR}.."))
}

/// A customer's page, if there is one.
pub(super) fn customer(id: &str) -> Option<String> {
    pages::exists("/customers/:id").then(|| format!("/customers/{id}"))
}

/// An order's page, if there is one.
pub(super) fn order(number: i32) -> Option<String> {
    pages::exists("/orders/:number").then(|| format!("/orders/{number}"))
}
