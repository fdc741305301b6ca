//! Money, always with its currency and its decimals.

use leptos::prelude::*;

use crate::format::number;

/// An amount in a currency.
#[component]
pub(crate) fn Amount(
    /// The exact decimal, as the API gives it.
    value: String,
    /// Its ISO 4217 code.
    currency: String,
    /// How many decimals the currency has.
    minor_unit: i32,
) -> impl IntoView {
    number::money(&value, &currency, minor_unit)
}
