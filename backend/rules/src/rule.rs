//! The seven kinds of rule.

use crate::node::{Node, Read};
use crate::schema::{ColumnRef, RelationRef, TableId};

/// A declared rule: data, comparable and printable.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, unique in the set. Derivations are named after their column.
    pub name: String,
    /// What it says.
    pub body: Body,
    /// The requirement's sentence, for people; no part of the fingerprint.
    pub sentence: &'static str,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A condition on one row that holds when the unit ends.
    Constraint {
        /// The table whose rows are judged.
        table: TableId,
        /// What must hold.
        holds: Node,
        /// Whether the database repeats it as a CHECK.
        as_check: bool,
    },
    /// A condition on a change of a row; it may read the row and its parents as found.
    Transition {
        /// The table whose changes are judged.
        table: TableId,
        /// What must hold.
        holds: Node,
        /// Which changes are judged; of a deletion the row that leaves.
        judged: Judged,
    },
    /// A parent column that adds up a column of its children.
    Sum {
        /// The parent's column.
        target: ColumnRef,
        /// How children point to the parent.
        relation: RelationRef,
        /// The children's column.
        value: ColumnRef,
        /// Which children count; all when absent.
        only: Option<Node>,
    },
    /// A parent column that counts its children.
    Count {
        /// The parent's column.
        target: ColumnRef,
        /// How children point to the parent.
        relation: RelationRef,
        /// Which children count; all when absent.
        only: Option<Node>,
    },
    /// A column from the row's own columns and, live, its parents'.
    Formula {
        /// The column.
        target: ColumnRef,
        /// Its value.
        value: Node,
    },
    /// A parent's column taken on insert and when the foreign key changes, kept after that.
    Copy {
        /// The child's column.
        target: ColumnRef,
        /// How the child points to the parent.
        relation: RelationRef,
        /// The parent's column.
        source: ColumnRef,
    },
    /// Something the world is told when a unit leaves a row so.
    Event {
        /// The table whose rows are watched.
        table: TableId,
        /// When it fires.
        when: Node,
        /// Which moments are watched.
        fires: Fires,
        /// Where it is written; the caller knows what the names mean.
        sinks: &'static [&'static str],
    },
}

/// Which changes of a row a transition judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Inserts and updates.
    Change,
    /// Inserts, updates and deletions.
    ChangeAndDeletion,
    /// Deletions only.
    Deletion,
}

/// When an event fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fires {
    /// Whenever a unit leaves the row so.
    Whenever,
    /// When the row was not so before.
    Becoming,
    /// When a row that was so is deleted.
    Deletion,
}

impl Rule {
    /// A rule without a sentence; a [`crate::RuleFile`] gives it one.
    pub fn new(name: impl Into<String>, body: Body) -> Self {
        Self { name: name.into(), body, sentence: "" }
    }

    /// The column a derivation fills.
    pub fn target(&self) -> Option<ColumnRef> {
        match self.body {
            Body::Sum { target, .. }
            | Body::Count { target, .. }
            | Body::Formula { target, .. }
            | Body::Copy { target, .. } => Some(target),
            Body::Constraint { .. } | Body::Transition { .. } | Body::Event { .. } => None,
        }
    }

    /// The table it stands on.
    pub fn table(&self) -> TableId {
        match self.body {
            Body::Constraint { table, .. } | Body::Transition { table, .. } | Body::Event { table, .. } => table,
            Body::Sum { target, .. }
            | Body::Count { target, .. }
            | Body::Formula { target, .. }
            | Body::Copy { target, .. } => target.table,
        }
    }

    /// The expression it holds, if it holds one.
    pub fn expression(&self) -> Option<&Node> {
        match &self.body {
            Body::Constraint { holds, .. } | Body::Transition { holds, .. } => Some(holds),
            Body::Sum { only, .. } | Body::Count { only, .. } => only.as_ref(),
            Body::Formula { value, .. } => Some(value),
            Body::Event { when, .. } => Some(when),
            Body::Copy { .. } => None,
        }
    }

    /// Everything its expression reads.
    pub fn reads(&self) -> Vec<Read> {
        self.expression().map(Node::reads).unwrap_or_default()
    }

    /// The kind, as one word.
    pub const fn kind(&self) -> &'static str {
        match self.body {
            Body::Constraint { .. } => "constraint",
            Body::Transition { .. } => "transition",
            Body::Sum { .. } => "sum",
            Body::Count { .. } => "count",
            Body::Formula { .. } => "formula",
            Body::Copy { .. } => "copy",
            Body::Event { .. } => "event",
        }
    }
}
