//! Why a stored value is what it is: a tree down to the orders and items behind a balance.
//!
//! The rules say where to look: a sum or count reads its children under the rendered condition, a formula its
//! operands, a copy its source. Each level is read with a few statements however many values it explains.

use docket_rules::images::{Key, Row};
use docket_rules::schema::{ColumnRef, Role, TableId};
use docket_rules::{Rule, Value};
use uuid::Uuid;

use crate::error::Fault;
use crate::rules::rule_set;
use crate::snapshot::Snapshot;
use crate::unit::camel_case;
use crate::unit::read::rows;

mod label;
mod level;
mod text;

pub use text::show;

/// How many levels stand below the value that is asked for.
const DEPTH: usize = 4;
/// The most terms of the value that is asked for.
pub const MOST_TERMS: usize = 50;
/// The most terms of each value below it.
const MOST_BELOW: usize = 10;

/// Which value is to be explained.
#[derive(Clone, Debug)]
pub struct Question {
    /// The row.
    pub key: Key,
    /// The column, as the API or the database spells it.
    pub field: String,
    /// How many terms, up to [`MOST_TERMS`].
    pub first: usize,
    /// Only terms whose row comes after this one.
    pub after: Option<Uuid>,
}

/// A value and what it was made from.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The row it stands in.
    pub key: Key,
    /// What people call the row, such as `order 1042`.
    pub label: String,
    /// Its column; none for a row that is only counted.
    pub column: Option<ColumnRef>,
    /// What is stored.
    pub value: Value,
    /// The rule that fills the column; none when people do.
    pub rule: Option<&'static Rule>,
    /// What it was made from.
    pub terms: Vec<Explanation>,
    /// What else it was made from, added up; none when `terms` is all.
    pub rest: Option<Rest>,
}

/// Terms that are not shown one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// How many.
    pub count: u64,
    /// What they add up to.
    pub value: Value,
    /// Whether some of them come after the last that is shown.
    pub follows: bool,
}

/// Why there is nothing to explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unexplained {
    /// The tenant has no such row.
    NoRow,
    /// The table has no such column.
    NoColumn,
    /// People set the column: no rule fills it.
    NoRule,
}

impl Explanation {
    /// The column, as the API spells it; empty for a row that is only counted.
    pub fn field(&self) -> String {
        self.column.map_or_else(String::new, |at| camel_case(rule_set().schema().column(at).name))
    }
}

/// The fields of a table that rules fill, as the API spells them.
pub fn explained_fields(table: TableId) -> Vec<String> {
    let columns = rule_set().schema().table(table).columns.iter();
    columns.filter(|column| column.role == Role::Derived).map(|column| camel_case(column.name)).collect()
}

/// The rule that fills a column.
fn rule_of(at: ColumnRef) -> Option<&'static Rule> {
    rule_set().cells().find(|rule| rule.target() == Some(at))
}

/// Explains a value of the snapshot's tenant.
pub async fn explain(snapshot: &Snapshot, question: &Question) -> Result<Result<Explanation, Unexplained>, Fault> {
    let Question { key, field, first, after } = question;
    let columns = &rule_set().schema().table(key.table).columns;
    let place = columns.iter().position(|column| column.name == field || camel_case(column.name) == *field);
    let Some(column) = place.and_then(|at| u16::try_from(at).ok()) else {
        return Ok(Err(Unexplained::NoColumn));
    };
    let at = ColumnRef { table: key.table, column };
    if rule_of(at).is_none() {
        return Ok(Err(Unexplained::NoRule));
    }
    let found = rows(snapshot.connection(), snapshot.tenant(), key.table, &[key.id], None).await?.pop();
    let Some((_, row)) = found else { return Ok(Err(Unexplained::NoRow)) };

    let mut tree = Tree { snapshot, nodes: vec![Node::new(*key, row, at, None)] };
    let mut level = 0..1;
    for depth in 0..DEPTH {
        let (most, after) = if depth == 0 { (*first, *after) } else { (MOST_BELOW, None) };
        let end = level.end;
        tree.expand(level, most.clamp(1, MOST_TERMS), after).await?;
        level = end..tree.nodes.len();
    }
    let labels = label::labels(snapshot, &tree.nodes).await?;
    tree.assemble(labels).map(Ok)
}

/// The values found so far, parents before the terms that they were made from.
struct Tree<'a> {
    snapshot: &'a Snapshot,
    nodes: Vec<Node>,
}

/// A value, before its terms stand below it.
struct Node {
    key: Key,
    row: Row,
    column: Option<ColumnRef>,
    parent: Option<usize>,
    rest: Option<Rest>,
}

impl Node {
    fn new(key: Key, row: Row, at: ColumnRef, parent: Option<usize>) -> Self {
        Self { key, row, column: Some(at), parent, rest: None }
    }

    fn value(&self) -> Value {
        self.column.map_or(Value::Int(1), |at| self.row[usize::from(at.column)].clone())
    }

    fn rule(&self) -> Option<&'static Rule> {
        self.column.and_then(rule_of)
    }
}

impl Tree<'_> {
    /// Puts each value's terms below it.
    fn assemble(self, labels: Vec<String>) -> Result<Explanation, Fault> {
        let mut below: Vec<Vec<Explanation>> = self.nodes.iter().map(|_| Vec::new()).collect();
        for (at, (node, label)) in self.nodes.into_iter().zip(labels).enumerate().rev() {
            let mut terms = std::mem::take(&mut below[at]);
            terms.reverse();
            let (value, rule) = (node.value(), node.rule());
            let Node { key, column, parent, rest, .. } = node;
            let explanation = Explanation { key, label, column, value, rule, terms, rest };
            match parent {
                Some(parent) => below[parent].push(explanation),
                None => return Ok(explanation),
            }
        }
        Err(Fault::Internal("an explanation without its value"))
    }
}
