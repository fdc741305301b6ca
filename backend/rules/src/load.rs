//! Loading: rules are validated against the schema and ranked. What is wrong is refused by the rule's name.

use std::collections::{BTreeMap, HashSet};

use crate::node::Read;
use crate::rule::{Body, Rule};
use crate::rule_file::RuleFile;
use crate::schema::{ColumnRef, MAX_COLUMNS, Role, Schema, TableId};
use crate::value::Kind;

mod types;

/// Why a set of rules cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The offending rule, file or table.
    pub at: String,
    /// What is wrong with it.
    pub why: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for LoadError {}

/// Rules that fit their schema and each other, ready to plan.
#[derive(Clone, Debug)]
pub struct RuleSet {
    schema: Schema,
    rules: Vec<Rule>,
    files: Vec<(&'static str, std::ops::Range<usize>)>,
    cells: Vec<usize>,
    tables: Vec<TableRules>,
    /// The most rows that one unit may reach.
    pub row_limit: usize,
}

/// The rules that stand on one table, by what sets them off. Numbers are places in [`RuleSet::rules`].
#[derive(Clone, Debug, Default)]
pub(crate) struct TableRules {
    pub constraints: Vec<usize>,
    pub transitions: Vec<usize>,
    pub events: Vec<usize>,
    pub formulas: Vec<usize>,
    pub copies: Vec<usize>,
    /// Sums and counts, in parent tables, over rows of this table.
    pub gathered_by: Vec<usize>,
    /// Formulas and constraints, in child tables, that read this table live.
    pub read_live_by: Vec<usize>,
}

impl RuleSet {
    /// Validates and ranks.
    pub fn load(schema: Schema, files: Vec<RuleFile>) -> Result<Self, LoadError> {
        check_schema(&schema)?;
        let mut rules = Vec::new();
        let mut ranges = Vec::new();
        for file in files {
            if file.sentences != file.rules.len() {
                let why = format!("{} sentences, but {} rules", file.sentences, file.rules.len());
                return Err(LoadError { at: file.name.to_owned(), why });
            }
            let start = rules.len();
            rules.extend(file.rules.into_iter().map(|rule| named(&schema, file.name, rule)));
            ranges.push((file.name, start..rules.len()));
        }
        for rule in &rules {
            types::check(&schema, rule).map_err(|why| LoadError { at: rule.name.clone(), why })?;
        }
        check_names(&rules)?;
        check_targets(&schema, &rules)?;
        let cells = rank(&schema, &rules)?;
        let tables = schema.ids().map(|table| table_rules(&rules, table)).collect();
        Ok(Self { schema, rules, files: ranges, cells, tables, row_limit: 10_000 })
    }

    /// The schema.
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// All rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules of each file.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[Rule])> {
        self.files.iter().map(|(name, range)| (*name, &self.rules[range.clone()]))
    }

    /// The derivations in topological rank: each reads only what earlier ones have filled.
    pub fn cells(&self) -> impl Iterator<Item = &Rule> {
        self.cells.iter().map(|at| &self.rules[*at])
    }

    pub(crate) fn on(&self, table: TableId) -> &TableRules {
        &self.tables[usize::from(table.0)]
    }

    pub(crate) fn rule(&self, at: usize) -> &Rule {
        &self.rules[at]
    }
}

/// Derivations are named after their column; one of an unknown column is refused under its file's name.
fn named(schema: &Schema, file: &str, mut rule: Rule) -> Rule {
    let exists = |at: &ColumnRef| {
        let table = schema.tables.get(usize::from(at.table.0));
        table.is_some_and(|table| usize::from(at.column) < table.columns.len())
    };
    match rule.target() {
        Some(target) if exists(&target) => rule.name = schema.label(target),
        Some(_) => file.clone_into(&mut rule.name),
        None => {}
    }
    rule
}

fn check_schema(schema: &Schema) -> Result<(), LoadError> {
    for (id, table) in schema.ids().zip(&schema.tables) {
        let refuse = |why: String| Err(LoadError { at: table.name.to_owned(), why });
        if table.columns.len() > MAX_COLUMNS {
            return refuse(format!("more than {MAX_COLUMNS} columns"));
        }
        if table.role(Role::Key).is_none() {
            return refuse("no key column".to_owned());
        }
        for relation in &table.relations {
            let Some(column) = table.columns.get(usize::from(relation.column)) else {
                return refuse(format!("relation {} has no column", relation.name));
            };
            if relation.parent > id || usize::from(relation.parent.0) >= schema.tables.len() {
                return refuse(format!("relation {} points to a later table", relation.name));
            }
            if column.kind != Kind::Uuid || !matches!(column.role, Role::Authored | Role::Fixed) {
                return refuse(format!("relation {} does not stand on an id that commands set", relation.name));
            }
        }
    }
    Ok(())
}

fn check_names(rules: &[Rule]) -> Result<(), LoadError> {
    let mut seen = HashSet::new();
    for rule in rules {
        if !seen.insert(rule.name.as_str()) {
            let why = if rule.target().is_some() { "derived twice" } else { "two rules have this name" };
            return Err(LoadError { at: rule.name.clone(), why: why.to_owned() });
        }
    }
    Ok(())
}

/// Every derived column has its rule, and rules fill derived columns only.
fn check_targets(schema: &Schema, rules: &[Rule]) -> Result<(), LoadError> {
    let targets: Vec<ColumnRef> = rules.iter().filter_map(Rule::target).collect();
    for (table, spec) in schema.ids().zip(&schema.tables) {
        for (column, spec) in (0..).zip(&spec.columns) {
            let at = ColumnRef { table, column };
            let refuse = |why: &str| Err(LoadError { at: schema.label(at), why: why.to_owned() });
            match (spec.role == Role::Derived, targets.contains(&at)) {
                (true, false) => return refuse("a derived column without a rule"),
                (false, true) => return refuse("a rule fills a column that is not derived"),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The columns of a derivation that must be filled before it, in its own table or another.
fn inputs(schema: &Schema, rule: &Rule) -> Vec<ColumnRef> {
    let mut inputs: Vec<ColumnRef> = rule
        .reads()
        .into_iter()
        .filter_map(|read| match read {
            Read::Own(at) | Read::Via(_, at) => Some(at),
            Read::Old(_) | Read::Found(..) | Read::Left(..) => None,
        })
        .collect();
    match rule.body {
        Body::Sum { value, relation, .. } => inputs.extend([value, schema.foreign_key(relation)]),
        Body::Copy { source, .. } => inputs.push(source),
        _ => {}
    }
    inputs
}

/// Kahn's algorithm over derived columns; what is left over is a cycle.
fn rank(schema: &Schema, rules: &[Rule]) -> Result<Vec<usize>, LoadError> {
    let mut waiting: BTreeMap<usize, (ColumnRef, Vec<ColumnRef>)> = BTreeMap::new();
    for (at, rule) in rules.iter().enumerate() {
        if let Some(target) = rule.target() {
            waiting.insert(at, (target, inputs(schema, rule)));
        }
    }
    let mut ranked = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let blocked: Vec<ColumnRef> = waiting.values().map(|(target, _)| *target).collect();
        let ready: Vec<usize> = waiting
            .iter()
            .filter(|(_, (_, inputs))| !inputs.iter().any(|input| blocked.contains(input)))
            .map(|(at, _)| *at)
            .collect();
        if ready.is_empty() {
            let names: Vec<&str> = waiting.keys().map(|at| rules[*at].name.as_str()).collect();
            let at = names.first().map_or_else(String::new, |name| (*name).to_owned());
            return Err(LoadError { at, why: format!("in a cycle, or behind one: {}", names.join(", ")) });
        }
        for at in ready {
            waiting.remove(&at);
            ranked.push(at);
        }
    }
    Ok(ranked)
}

fn table_rules(rules: &[Rule], table: TableId) -> TableRules {
    let mut found = TableRules::default();
    for (at, rule) in rules.iter().enumerate() {
        let own = rule.table() == table;
        match &rule.body {
            Body::Constraint { .. } if own => found.constraints.push(at),
            Body::Transition { .. } if own => found.transitions.push(at),
            Body::Event { .. } if own => found.events.push(at),
            Body::Formula { .. } if own => found.formulas.push(at),
            Body::Copy { .. } if own => found.copies.push(at),
            Body::Sum { relation, .. } | Body::Count { relation, .. } if relation.table == table => {
                found.gathered_by.push(at);
            }
            _ => {}
        }
        if let Body::Constraint { holds: node, .. } | Body::Formula { value: node, .. } = &rule.body {
            let live = |read: &Read| matches!(read, Read::Via(_, column) if column.table == table);
            if node.reads().iter().any(live) {
                found.read_live_by.push(at);
            }
        }
    }
    found
}
