//! The graph of the rules: which columns are read to fill which.

use async_graphql::{Enum, SimpleObject};
use docket_domain::rules::rule_set;
use docket_rules::describe::Arrow;
use docket_rules::schema::{ColumnRef, Schema};

/// What the rules read and fill, as nodes and edges.
#[derive(SimpleObject)]
pub(super) struct RuleGraph {
    /// Columns, and conditions and events that read them.
    nodes: Vec<RuleNode>,
    /// From what is read to what depends on it.
    edges: Vec<RuleEdge>,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum RuleNodeKind {
    /// A column that people or the system set.
    Input,
    /// A column that a rule fills.
    Derived,
    /// A constraint, transition or event.
    Rule,
}

/// A column, or a rule that fills none.
#[derive(SimpleObject)]
pub(super) struct RuleNode {
    /// Its name: `table.column`, or the rule's.
    id: String,
    /// What it stands for.
    kind: RuleNodeKind,
    /// The table that it belongs to.
    table: &'static str,
}

/// Something that is read by a rule.
#[derive(SimpleObject)]
pub(super) struct RuleEdge {
    /// The node that is read.
    from: String,
    /// The node that depends on it.
    to: String,
    /// The rule's name.
    rule: String,
}

/// The graph of all rules.
pub(super) fn graph() -> RuleGraph {
    let rules = rule_set();
    let schema = rules.schema();
    let arrows: Vec<Arrow> = rules.arrows().collect();
    let mut columns: Vec<ColumnRef> = arrows.iter().flat_map(|arrow| [Some(arrow.from), arrow.to]).flatten().collect();
    columns.sort_unstable();
    columns.dedup();
    let mut nodes: Vec<RuleNode> = columns.into_iter().map(|at| column(schema, at)).collect();
    nodes.extend(rules.rules().iter().filter(|rule| rule.target().is_none()).map(|rule| RuleNode {
        id: rule.name.clone(),
        kind: RuleNodeKind::Rule,
        table: schema.table(rule.table()).name,
    }));
    let edge = |Arrow { from, to, rule }: Arrow| RuleEdge {
        from: schema.label(from),
        to: to.map_or_else(|| rule.clone(), |at| schema.label(at)),
        rule,
    };
    RuleGraph { nodes, edges: arrows.into_iter().map(edge).collect() }
}

fn column(schema: &Schema, at: ColumnRef) -> RuleNode {
    let derived = rule_set().cells().any(|rule| rule.target() == Some(at));
    let kind = if derived { RuleNodeKind::Derived } else { RuleNodeKind::Input };
    RuleNode { id: schema.label(at), kind, table: schema.table(at.table).name }
}
