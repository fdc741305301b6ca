//! Queries over whole tables, rendered from the rules: what has drifted, what is in breach, what a sum adds up.
//!
//! Every table has the columns `tenant_id` and `id`.

use std::fmt::Write as _;

use super::{Dialect, Rendering};
use crate::decimal::power;
use crate::load::RuleSet;
use crate::node::{Node, Read};
use crate::rule::{Body, Rule};
use crate::schema::{ColumnRef, RelationRef};

/// Which rows of a table a query looks at: one tenant's, or some of them. Both are SQL, such as placeholders.
#[derive(Clone, Copy, Debug)]
pub struct Slice<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// A list of ids; all rows of the tenant when absent.
    pub ids: Option<&'a str>,
}

impl Slice<'_> {
    /// Conditions on the table `alias`, whose column `id` is the one that the slice's ids are of.
    fn conditions(&self, alias: &str, id: &str) -> String {
        let ids = self.ids.map(|ids| format!(" AND {alias}.{id} IN ({ids})")).unwrap_or_default();
        format!("{alias}.tenant_id = {}{ids}", self.tenant)
    }
}

/// The rows that a sum or a count gathers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Children {
    /// How they point to the row that gathers them.
    pub relation: RelationRef,
    /// What a sum adds up; none for a count.
    pub value: Option<ColumnRef>,
    /// Which of them count, with the child's columns after `c.`; all when absent.
    pub only: Option<String>,
}

impl RuleSet {
    /// A query for the rows whose stored value differs from what the rule gives, with `tenant_id`, `id`, `stored`
    /// and `computed`. Copies are inputs, not results: they have none, nor have rules that derive nothing.
    pub fn drift(&self, rule: &Rule, dialect: Dialect) -> Option<String> {
        self.drift_in(rule, dialect, None)
    }

    /// Like [`Self::drift`], over some rows only.
    pub fn drift_in(&self, rule: &Rule, dialect: Dialect, slice: Option<Slice<'_>>) -> Option<String> {
        let target = rule.target()?;
        let table = self.schema().table(target.table).name;
        let column = self.schema().column(target).name;
        let (computed, join) = match &rule.body {
            Body::Sum { relation, value, .. } => {
                let value = self.schema().column(*value);
                let scale = power(self.schema().column(target).kind.scale() - value.kind.scale());
                let sum = match dialect {
                    Dialect::Postgres => format!("CAST(SUM(c.{}) * {scale} AS bigint)", value.name),
                    Dialect::Sqlite => format!("SUM(c.{}) * {scale}", value.name),
                };
                ("COALESCE(g.total, 0)".to_owned(), self.gathered(rule, *relation, &sum, dialect, slice))
            }
            Body::Count { relation, .. } => {
                ("COALESCE(g.total, 0)".to_owned(), self.gathered(rule, *relation, "COUNT(*)", dialect, slice))
            }
            Body::Formula { value, .. } => {
                let rendering = Rendering { schema: self.schema(), own: "t." };
                (rendering.stored(value, self.schema().column(target).kind), self.joins(value))
            }
            _ => return None,
        };
        let within = slice.map(|slice| format!("{} AND ", slice.conditions("t", "id"))).unwrap_or_default();
        Some(format!(
            "SELECT t.tenant_id, t.id, t.{column} AS stored, {computed} AS computed FROM {table} t{join} \
             WHERE {within}t.{column} IS DISTINCT FROM {computed}"
        ))
    }

    /// A query for the rows in breach of a constraint, with `tenant_id` and `id`; none for other rules.
    pub fn breaches(&self, rule: &Rule, slice: Option<Slice<'_>>) -> Option<String> {
        let Body::Constraint { table, holds, .. } = &rule.body else { return None };
        let condition = Rendering { schema: self.schema(), own: "t." }.condition(holds);
        let (table, joins) = (self.schema().table(*table).name, self.joins(holds));
        let within = slice.map(|slice| format!("{} AND ", slice.conditions("t", "id"))).unwrap_or_default();
        Some(format!("SELECT t.tenant_id, t.id FROM {table} t{joins} WHERE {within}({condition}) IS NOT TRUE"))
    }

    /// What a sum or a count gathers; none for other rules.
    pub fn gathers(&self, rule: &Rule) -> Option<Children> {
        let (relation, value, only) = match &rule.body {
            Body::Sum { relation, value, only, .. } => (*relation, Some(*value), only),
            Body::Count { relation, only, .. } => (*relation, None, only),
            _ => return None,
        };
        let rendering = Rendering { schema: self.schema(), own: "c." };
        Some(Children { relation, value, only: only.as_ref().map(|node| rendering.condition(node)) })
    }

    fn gathered(
        &self,
        rule: &Rule,
        relation: RelationRef,
        total: &str,
        dialect: Dialect,
        slice: Option<Slice<'_>>,
    ) -> String {
        let child = self.schema().table(relation.table).name;
        let foreign_key = self.schema().column(self.schema().foreign_key(relation)).name;
        let only = self.gathers(rule).and_then(|children| children.only);
        let conditions = match (slice.map(|slice| slice.conditions("c", foreign_key)), only) {
            (None, None) => String::new(),
            (Some(one), None) | (None, Some(one)) => format!(" WHERE {one}"),
            (Some(slice), Some(only)) => format!(" WHERE {slice} AND ({only})"),
        };
        // SQLite would group by the foreign key's index, and look up a row of the table for each entry of it: at a million
        // rows ten times as long as to read the table as it lies and to sort. Parts lie beside each other as they are.
        let whole = slice.is_none_or(|slice| slice.ids.is_none());
        let scattered = whole && !self.schema().relation(relation).part_of;
        let how = if dialect == Dialect::Sqlite && scattered { " NOT INDEXED" } else { "" };
        format!(
            " LEFT JOIN (SELECT c.tenant_id, c.{foreign_key} AS parent, {total} AS total FROM {child} c{how}{conditions} \
             GROUP BY c.tenant_id, c.{foreign_key}) g ON g.tenant_id = t.tenant_id AND g.parent = t.id"
        )
    }

    /// One join for each relation that the expression reads live.
    fn joins(&self, node: &Node) -> String {
        let mut sql = String::new();
        let mut seen = Vec::new();
        for read in node.reads() {
            if let Read::Via(over, _) = read
                && !seen.contains(&over)
            {
                seen.push(over);
                let (alias, parent) =
                    (self.schema().relation(over).name, self.schema().table(self.schema().relation(over).parent).name);
                let foreign_key = self.schema().column(self.schema().foreign_key(over)).name;
                let _ = write!(
                    sql,
                    " LEFT JOIN {parent} p_{alias} ON p_{alias}.tenant_id = t.tenant_id AND p_{alias}.id = t.{foreign_key}"
                );
            }
        }
        sql
    }
}
