//! What holds for a tenant.
//!
//! 1. A currency has no fewer than 0 decimals.
//! 2. A currency has at most 4 decimals.

use docket_rules::declare::{Operand, check};
use docket_rules::{RuleFile, rules};

use crate::rules::Tables;

/// The rules of this file, one a line.
#[rustfmt::skip]
pub fn file(Tables { tenant, .. }: &Tables) -> RuleFile {
    RuleFile::new("tenant", include_str!("rules.rs"), rules![
        check("minor_unit_not_negative", tenant.minor_unit.ge(0)),
        check("minor_unit_at_most_4", tenant.minor_unit.le(4)),
    ])
}
