//! Why a unit of work is refused.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::decimal::Decimal;
use crate::images::Key;
use crate::schema::{ColumnRef, RelationRef};
use crate::value::Value;

/// One reason. A refused unit reports all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Violation {
    /// A constraint or transition does not hold.
    Rule {
        /// The rule's name.
        rule: String,
        /// The rule's sentence; not stored with a violation, but looked up again in [`crate::RuleSet::rules`].
        #[serde(skip)]
        sentence: &'static str,
        /// The row that was judged.
        key: Key,
        /// The columns of that row that the rule reads.
        columns: Vec<ColumnRef>,
        /// What was compared, when the rule is a comparison of numbers.
        compared: Option<Box<Compared>>,
    },
    /// A column that the engine fills was set.
    DerivedColumn {
        /// The row.
        key: Key,
        /// The column.
        column: ColumnRef,
    },
    /// A value cannot stand in its column: of another kind, null, missing, or set again after the insert.
    UnfitValue {
        /// The row.
        key: Key,
        /// The column.
        column: ColumnRef,
        /// What was given.
        value: Value,
    },
    /// A result does not fit in its column.
    Overflow {
        /// The row.
        key: Key,
        /// The column.
        column: ColumnRef,
    },
    /// A row that should be changed or deleted does not exist.
    NotFound {
        /// The row.
        key: Key,
    },
    /// A foreign key points to no row.
    ParentNotFound {
        /// The child.
        key: Key,
        /// The foreign key.
        relation: RelationRef,
        /// What it points to.
        parent: Uuid,
    },
    /// The row has changed since the caller read it.
    StaleVersion {
        /// The row.
        key: Key,
        /// The version that the caller expected.
        expected: i64,
        /// The version it has.
        current: i64,
    },
    /// A value that a rule fills is not what the caller expects.
    Moved {
        /// The row.
        key: Key,
        /// The column.
        column: ColumnRef,
        /// Both values.
        moved: Box<Moved>,
    },
    /// One unit asked for things that exclude each other: a row inserted twice, or changed and deleted.
    Contradiction {
        /// The row.
        key: Key,
    },
    /// The unit reaches more rows than one unit may.
    CascadeTooLarge {
        /// The most rows a unit may reach.
        limit: usize,
    },
}

/// What was expected of a cell, and what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The value that the caller expected.
    pub expected: Value,
    /// The value that the unit would store.
    pub current: Value,
}

/// Both sides of a comparison that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The left side, as the unit would leave it.
    pub left: Decimal,
    /// The right side, as the unit would leave it.
    pub right: Decimal,
    /// The left side as the unit found it; none for a new row.
    pub left_before: Option<Decimal>,
}
