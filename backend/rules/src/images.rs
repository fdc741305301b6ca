//! Rows as the unit found them.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::plan::Plan;
use crate::schema::{RelationRef, TableId};
use crate::value::Value;

/// A row, by table and id. Keys sort in lock order: by table, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The table.
    pub table: TableId,
    /// The row's id.
    pub id: Uuid,
}

/// A row's values, in the order of the table's columns.
pub type Row = Arc<[Value]>;

/// What has been read so far: rows, rows known to be missing, and children of parents.
#[derive(Clone, Debug, Default)]
pub struct Images {
    rows: HashMap<Key, Option<Row>>,
    children: HashMap<(RelationRef, Uuid), Vec<Uuid>>,
}

impl Images {
    /// Records a row, or that there is none. A second reading replaces the first.
    pub fn know(&mut self, key: Key, row: Option<Row>) {
        self.rows.insert(key, row);
    }

    /// Records all children of a parent.
    pub fn know_children(&mut self, relation: RelationRef, parent: Uuid, children: Vec<Uuid>) {
        self.children.insert((relation, parent), children);
    }

    /// The rows as a plan leaves them: what the unit after it finds.
    pub fn take_over(&mut self, plan: &Plan) {
        for (key, change) in plan.changes() {
            self.know(key, change.after.clone());
        }
    }

    /// Forgets whose children are whose.
    pub fn forget_families(&mut self) {
        self.children.clear();
    }

    /// Whether the row has been read, or is known to be missing.
    pub fn is_known(&self, key: Key) -> bool {
        self.rows.contains_key(&key)
    }

    /// The row; `None` when it is missing or has not been read.
    pub fn row(&self, key: Key) -> Option<&Row> {
        self.rows.get(&key).and_then(Option::as_ref)
    }

    /// The rows that have been read, in any order, apart from those that are missing.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.rows.iter().filter(|(_, row)| row.is_some()).map(|(key, _)| *key)
    }

    /// All children of a parent, if they have been read.
    pub fn children(&self, relation: RelationRef, parent: Uuid) -> Option<&[Uuid]> {
        self.children.get(&(relation, parent)).map(Vec::as_slice)
    }

    /// Every parent whose children have been read.
    pub fn families(&self) -> impl Iterator<Item = (RelationRef, Uuid, &[Uuid])> {
        self.children.iter().map(|((relation, parent), ids)| (*relation, *parent, ids.as_slice()))
    }
}
