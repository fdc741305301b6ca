//! One level of an explanation: the terms of many values, read together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use docket_rules::images::{Key, Row};
use docket_rules::node::Read;
use docket_rules::render::Children;
use docket_rules::rule::{Body, Rule};
use docket_rules::schema::{RelationRef, Role, TableId};
use docket_rules::{Decimal, Value};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value as Sea};
use uuid::Uuid;

use super::{Node, Rest, Tree};
use crate::error::Fault;
use crate::rules::rule_set;
use crate::unit::read::rows;
use crate::unit::stored;

impl Tree<'_> {
    /// Adds the terms of these values.
    pub(super) async fn expand(&mut self, level: Range<usize>, most: usize, after: Option<Uuid>) -> Result<(), Fault> {
        let mut gathered: BTreeMap<&str, (&Rule, Vec<usize>)> = BTreeMap::new();
        let mut read: Vec<(usize, Read)> = Vec::new();
        for at in level {
            let Some(rule) = self.nodes[at].rule() else { continue };
            match &rule.body {
                Body::Sum { .. } | Body::Count { .. } => {
                    gathered.entry(&rule.name).or_insert_with(|| (rule, Vec::new())).1.push(at);
                }
                Body::Copy { relation, source, .. } => read.push((at, Read::Via(*relation, *source))),
                Body::Formula { value, .. } => {
                    let mut once: Vec<Read> = Vec::new();
                    for operand in value.reads() {
                        if !once.contains(&operand) {
                            once.push(operand);
                        }
                    }
                    read.extend(once.into_iter().map(|operand| (at, operand)));
                }
                Body::Constraint { .. } | Body::Transition { .. } | Body::Event { .. } => {}
            }
        }
        self.operands(read).await?;
        for (rule, values) in gathered.into_values() {
            if let Some(children) = rule_set().gathers(rule) {
                self.children(&children, &values, most, after).await?;
            }
        }
        Ok(())
    }

    /// Columns of the row itself, and of the rows that it points to.
    async fn operands(&mut self, read: Vec<(usize, Read)>) -> Result<(), Fault> {
        let mut wanted: BTreeMap<TableId, BTreeSet<Uuid>> = BTreeMap::new();
        for (at, operand) in &read {
            if let Some(key) = self.points_to(*at, *operand) {
                wanted.entry(key.table).or_default().insert(key.id);
            }
        }
        let mut found: HashMap<Key, Row> = HashMap::new();
        for (table, ids) in wanted {
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let read = rows(self.snapshot.connection(), self.snapshot.tenant(), table, &ids, None).await?;
            found.extend(read.into_iter().map(|(id, row)| (Key { table, id }, row)));
        }
        for (at, operand) in read {
            let term = match operand {
                Read::Own(column) => {
                    let node = &self.nodes[at];
                    Some(Node::new(node.key, node.row.clone(), column, Some(at)))
                }
                Read::Via(_, column) => self
                    .points_to(at, operand)
                    .and_then(|key| found.get(&key).map(|row| Node::new(key, row.clone(), column, Some(at)))),
                Read::Old(_) | Read::Found(..) | Read::Left(..) => None,
            };
            self.nodes.extend(term);
        }
        Ok(())
    }

    fn points_to(&self, at: usize, operand: Read) -> Option<Key> {
        let Read::Via(over, _) = operand else { return None };
        let schema = rule_set().schema();
        let id = self.nodes[at].row[usize::from(schema.foreign_key(over).column)].uuid()?;
        Some(Key { table: schema.relation(over).parent, id })
    }

    /// The first children of each value, and what the others add up to.
    async fn children(
        &mut self,
        children: &Children,
        values: &[usize],
        most: usize,
        after: Option<Uuid>,
    ) -> Result<(), Fault> {
        let nodes: HashMap<Uuid, usize> = values.iter().map(|at| (self.nodes[*at].key.id, *at)).collect();
        let parents: Vec<Uuid> = nodes.keys().copied().collect();
        let Children { relation, value, .. } = children;
        let place = usize::from(rule_set().schema().foreign_key(*relation).column);
        let totals = self.totals(children, &parents).await?;
        let mut shown: HashMap<Uuid, (u64, Decimal)> = HashMap::new();
        let mut cut: BTreeSet<Uuid> = BTreeSet::new();
        for (id, row) in self.page(children, &parents, most + 1, after).await? {
            let Some(parent) = row[place].uuid() else { continue };
            let (count, sum) = shown.entry(parent).or_insert((0, Decimal::ZERO));
            if usize::try_from(*count).is_ok_and(|count| count >= most) {
                cut.insert(parent);
                continue;
            }
            let key = Key { table: relation.table, id };
            let node = Node { key, row, column: *value, parent: nodes.get(&parent).copied(), rest: None };
            *count += 1;
            *sum = node.value().number().and_then(|number| sum.plus(number).ok()).unwrap_or(*sum);
            self.nodes.push(node);
        }
        for (parent, (count, total)) in totals {
            let (shown, sum) = shown.get(&parent).copied().unwrap_or((0, Decimal::ZERO));
            let Some(at) = nodes.get(&parent).filter(|_| count > shown) else { continue };
            let value = total.minus(sum).map_or(Value::Null, Value::Dec);
            self.nodes[*at].rest = Some(Rest { count: count - shown, value, follows: cut.contains(&parent) });
        }
        Ok(())
    }

    /// How many children each parent gathers, and what they add up to.
    async fn totals(&self, children: &Children, parents: &[Uuid]) -> Result<Vec<(Uuid, (u64, Decimal))>, DbErr> {
        let schema = rule_set().schema();
        let foreign_key = schema.column(schema.foreign_key(children.relation)).name;
        let scale = children.value.map_or(0, |value| schema.column(value).kind.scale());
        let sum = children.value.map_or_else(
            || "COUNT(*)".to_owned(),
            |value| format!("CAST(SUM(c.{}) AS bigint)", schema.column(value).name),
        );
        let (from, values) = self.from(children, parents, None);
        let sql = format!("SELECT c.{foreign_key}, COUNT(*), {sum} {from} GROUP BY c.{foreign_key}");
        let mut totals = Vec::new();
        for row in self.query(sql, values).await? {
            let count: i64 = row.try_get_by_index(1)?;
            let total: Option<i64> = row.try_get_by_index(2)?;
            let total = Decimal::new(total.unwrap_or_default().into(), scale);
            totals.push((row.try_get_by_index(0)?, (count.unsigned_abs(), total)));
        }
        Ok(totals)
    }

    /// Up to `most` children of each parent, by id.
    async fn page(
        &self,
        children: &Children,
        parents: &[Uuid],
        most: usize,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, Row)>, DbErr> {
        let schema = rule_set().schema();
        let spec = schema.table(children.relation.table);
        let foreign_key = schema.column(schema.foreign_key(children.relation)).name;
        let columns: Vec<String> = spec.columns.iter().map(|column| format!("x.{}", column.name)).collect();
        let (from, values) = self.from(children, parents, after);
        // One parent may have a hundred thousand children: they are not numbered to show the first.
        let rows = if parents.len() == 1 {
            format!("SELECT c.* {from} ORDER BY c.id LIMIT {most}")
        } else {
            let numbered =
                format!("SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.{foreign_key} ORDER BY c.id) AS place {from}");
            format!("SELECT * FROM ({numbered}) n WHERE n.place <= {most}")
        };
        let sql = format!("SELECT {} FROM ({rows}) x ORDER BY x.id", columns.join(", "));
        let key = usize::from(spec.role(Role::Key).unwrap_or_default());
        let mut found = Vec::new();
        for row in self.query(sql, values).await? {
            let row: Row = stored::read_row(spec, &row)?.into();
            found.extend(row[key].uuid().map(|id| (id, row.clone())));
        }
        Ok(found)
    }

    /// The children of these parents within the tenant, under the rule's own condition.
    fn from(&self, children: &Children, parents: &[Uuid], after: Option<Uuid>) -> (String, Vec<Sea>) {
        let (table, foreign_key) = child_of(children.relation);
        let mut values: Vec<Sea> = vec![self.snapshot.tenant().0.into()];
        let places: Vec<String> = (2..).take(parents.len()).map(|place| format!("${place}")).collect();
        values.extend(parents.iter().map(|id| Sea::from(*id)));
        let mut sql = format!("FROM {table} c WHERE c.tenant_id = $1 AND c.{foreign_key} IN ({})", places.join(", "));
        if let Some(after) = after {
            values.push(after.into());
            sql = format!("{sql} AND c.id > ${}", values.len());
        }
        if let Some(only) = &children.only {
            sql = format!("{sql} AND ({only})");
        }
        (sql, values)
    }

    async fn query(&self, sql: String, values: Vec<Sea>) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
        let db = self.snapshot.connection();
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await
    }
}

/// The child table of a relation and its foreign key.
fn child_of(relation: RelationRef) -> (&'static str, &'static str) {
    let schema = rule_set().schema();
    (schema.table(relation.table).name, schema.column(schema.foreign_key(relation)).name)
}
