//! Tables, columns and relations: what rules are declared over.
//!
//! Tables stand in foreign-key order, parents before children. That order is the lock order and the write order.

use serde::{Deserialize, Serialize};

use crate::value::Kind;

/// The most columns a table may have: dirty columns are kept in one machine word.
pub const MAX_COLUMNS: usize = 64;

/// A table, by its place in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TableId(pub u16);

/// A column, by its table and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ColumnRef {
    /// The table.
    pub table: TableId,
    /// The place among the table's columns.
    pub column: u16,
}

/// A relation, by its child table and its place among that table's relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RelationRef {
    /// The child table, which holds the foreign key.
    pub table: TableId,
    /// The place among the child table's relations.
    pub relation: u16,
}

/// Who may set a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The row's id.
    Key,
    /// Commands, on insert and later.
    Authored,
    /// Commands, on insert only.
    Fixed,
    /// The engine, by a rule.
    Derived,
    /// The engine: rises with every authored change of the row or of a row that is part of it.
    Version,
    /// The engine: counts the events of this row.
    Events,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The column's name in the database.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
    /// Who may set it.
    pub role: Role,
}

/// A foreign key of a child table.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The relation's name, as rules say it: `order.customer`.
    pub name: &'static str,
    /// The foreign-key column, among the child's columns.
    pub column: u16,
    /// The table it points to.
    pub parent: TableId,
    /// Whether the child is part of the parent, so that its change is a change of the parent's.
    pub part_of: bool,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table's name in the database.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its foreign keys.
    pub relations: Vec<Relation>,
}

impl Table {
    /// The place of the first column with this role.
    pub fn role(&self, role: Role) -> Option<u16> {
        self.columns.iter().position(|column| column.role == role).and_then(|at| u16::try_from(at).ok())
    }

    /// The place of the column with this name.
    pub fn column(&self, name: &str) -> Option<u16> {
        self.columns.iter().position(|column| column.name == name).and_then(|at| u16::try_from(at).ok())
    }
}

/// All tables, parents before children.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
}

impl Schema {
    /// The table with this id.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[usize::from(id.0)]
    }

    /// The column.
    pub fn column(&self, at: ColumnRef) -> &Column {
        &self.table(at.table).columns[usize::from(at.column)]
    }

    /// The relation.
    pub fn relation(&self, at: RelationRef) -> &Relation {
        &self.table(at.table).relations[usize::from(at.relation)]
    }

    /// The foreign-key column of a relation.
    pub fn foreign_key(&self, at: RelationRef) -> ColumnRef {
        ColumnRef { table: at.table, column: self.relation(at).column }
    }

    /// All table ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = TableId> + use<> {
        (0..u16::try_from(self.tables.len()).unwrap_or(u16::MAX)).map(TableId)
    }

    /// All relations of a table.
    pub fn relations(&self, table: TableId) -> impl Iterator<Item = (RelationRef, &Relation)> {
        (0..).map(move |relation| RelationRef { table, relation }).zip(&self.table(table).relations)
    }

    /// `table.column`, for people.
    pub fn label(&self, at: ColumnRef) -> String {
        format!("{}.{}", self.table(at.table).name, self.column(at).name)
    }
}
