//! What holds for a product.
//!
//! 1. A price is not negative.
//! 2. A price is at most 999,999,999.9999.

use docket_rules::declare::{Operand, check};
use docket_rules::{RuleFile, rules};

use crate::money::Money;
use crate::rules::Tables;

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { product, .. }: &Tables) -> RuleFile {
    RuleFile::new("product", include_str!("rules.rs"), rules![
        check("price_not_negative", product.unit_price.ge(Money::ZERO)),
        check("price_in_range", product.unit_price.le(Money::from_units(9_999_999_999_999))),
    ])
}
