//! The language of rule files: typed columns, relations and expressions over [`Node`].
//!
//! What can be said wrong is refused by the compiler where it can be (a column of another table, a comparison of a
//! price with a date, a nullable column without a word on null), and by [`crate::RuleSet::load`] where it cannot.

mod column;
mod expression;
mod typed;

pub use column::{Column, Gathered, Relation};
pub use expression::{Condition, Expr, Operand};
pub use typed::{Nullable, Number, Numeric, Plain, Typed};

use crate::rule::{Body, Fires, Judged, Rule};
use crate::schema::TableId;

/// A marker type for a table.
pub trait TableType: 'static {
    /// The table.
    const ID: TableId;
}

/// `holds` is true of every touched row when a unit ends.
pub fn constraint<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Constraint { table: T::ID, holds: holds.node(), as_check: false })
}

/// Like [`constraint`], and repeated by the database as a CHECK: for what no setting will ever relax.
pub fn check<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Constraint { table: T::ID, holds: holds.node(), as_check: true })
}

/// `holds` is true of every insert and every change of a row.
pub fn transition<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Transition { table: T::ID, holds: holds.node(), judged: Judged::Change })
}

/// Like [`transition`], and judged on deletions as well.
pub fn transition_and_delete<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Transition { table: T::ID, holds: holds.node(), judged: Judged::ChangeAndDeletion })
}

/// `holds` is true of every row that is deleted, as the unit found it.
pub fn deletion<T: TableType>(name: &str, holds: Condition<T>) -> Rule {
    Rule::new(name, Body::Transition { table: T::ID, holds: holds.node(), judged: Judged::Deletion })
}

/// Written to `sinks` when a unit leaves a row for which `when` holds.
pub fn event<T: TableType>(name: &str, when: Condition<T>, sinks: &'static [&'static str]) -> Rule {
    Rule::new(name, Body::Event { table: T::ID, when: when.node(), fires: Fires::Whenever, sinks })
}

/// Written to `sinks` when `condition` became true.
pub fn event_when_it_becomes<T: TableType>(
    name: &str,
    condition: Condition<T>,
    sinks: &'static [&'static str],
) -> Rule {
    Rule::new(name, Body::Event { table: T::ID, when: condition.node(), fires: Fires::Becoming, sinks })
}

/// Written to `sinks` when a row for which `when` held is deleted.
pub fn event_of_deletion<T: TableType>(name: &str, when: Condition<T>, sinks: &'static [&'static str]) -> Rule {
    Rule::new(name, Body::Event { table: T::ID, when: when.node(), fires: Fires::Deletion, sinks })
}

/// A list of rules, whatever step of its declaration each ends with.
#[macro_export]
macro_rules! rules {
    ($($rule:expr),* $(,)?) => { vec![$($crate::Rule::from($rule)),*] };
}
