//! Looking at the business rules; no database is needed.

use std::fmt::Write;

use clap::ValueEnum;
use docket_domain::rules::rule_set;
use docket_rules::describe::Arrow;
use docket_rules::schema::ColumnRef;
use serde_json::json;

/// The language of a drawing.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum GraphFormat {
    /// Graphviz
    Dot,
    /// Mermaid, as GitHub draws it
    Mermaid,
    /// The page docs/RULES-GRAPH.md: a Mermaid drawing for the derivations, and every rule in words
    Markdown,
}

/// All rules, by file.
pub(super) fn list(as_json: bool) -> String {
    let rules = rule_set();
    let schema = rules.schema();
    if as_json {
        let all = rules.files().flat_map(|(file, declared)| {
            declared.iter().map(move |rule| {
                json!({
                    "name": rule.name,
                    "kind": rule.kind(),
                    "table": schema.table(rule.table()).name,
                    "sentence": rule.sentence,
                    "file": file,
                    "expression": rules.text(rule),
                    "reads": rules.reads(rule).into_iter().map(|at| schema.label(at)).collect::<Vec<_>>(),
                    "writes": rule.target().map(|at| schema.label(at)),
                })
            })
        });
        return format!("{:#}\n", serde_json::Value::Array(all.collect()));
    }
    // Writing to a string does not fail.
    let mut text = String::new();
    for (file, declared) in rules.files() {
        let _ = writeln!(text, "{file}");
        for rule in declared {
            let table = schema.table(rule.table()).name;
            let _ = writeln!(text, "  {:<28} {:<11} {table:<9} {}", rule.name, rule.kind(), rule.sentence);
        }
    }
    text
}

/// Which columns are read to fill which, and which conditions read them.
pub(super) fn graph(format: GraphFormat) -> String {
    let arrows: Vec<Arrow> = rule_set().arrows().collect();
    match format {
        GraphFormat::Dot => dot(&arrows),
        GraphFormat::Mermaid => mermaid(&arrows),
        GraphFormat::Markdown => document(),
    }
}

/// The page that the repository keeps; a test compares it.
fn document() -> String {
    let rules = rule_set();
    let filling: Vec<Arrow> = rules.arrows().filter(|arrow| arrow.to.is_some()).collect();
    let mut text = format!(
        "# The graph of the rules\n\nPrinted by `docket rules graph --format markdown`; a test compares it.\n\n\
         Which columns are read to fill which:\n\n```mermaid\n{}```\n\nEvery rule:\n\n\
         | rule | kind | in words | reads |\n|---|---|---|---|\n",
        mermaid(&filling)
    );
    for rule in rules.rules() {
        let reads: Vec<String> = rules.reads(rule).into_iter().map(|at| rules.schema().label(at)).collect();
        let _ = writeln!(text, "| {} | {} | {} | {} |", rule.name, rule.kind(), rules.text(rule), reads.join(", "));
    }
    text
}

/// Where an arrow ends: the column that is filled, or the condition.
fn end(arrow: &Arrow) -> String {
    arrow.to.map_or_else(|| arrow.rule.clone(), |at| rule_set().schema().label(at))
}

fn columns_of(arrows: &[Arrow], table: usize) -> Vec<ColumnRef> {
    let mut columns: Vec<ColumnRef> = arrows.iter().flat_map(|arrow| [Some(arrow.from), arrow.to]).flatten().collect();
    columns.retain(|at| usize::from(at.table.0) == table);
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn judges(arrows: &[Arrow]) -> Vec<&str> {
    let mut rules: Vec<&str> =
        arrows.iter().filter(|arrow| arrow.to.is_none()).map(|arrow| arrow.rule.as_str()).collect();
    rules.dedup();
    rules
}

fn dot(arrows: &[Arrow]) -> String {
    let schema = rule_set().schema();
    let mut text = "digraph rules {\n  rankdir = LR;\n  node [shape = box];\n".to_owned();
    for (at, table) in schema.tables.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{} {{\n    label = \"{}\";", table.name, table.name);
        for column in columns_of(arrows, at) {
            let _ = writeln!(text, "    \"{}\" [label = \"{}\"];", schema.label(column), schema.column(column).name);
        }
        text.push_str("  }\n");
    }
    for rule in judges(arrows) {
        let _ = writeln!(text, "  \"{rule}\" [shape = ellipse];");
    }
    for arrow in arrows {
        let _ = writeln!(text, "  \"{}\" -> \"{}\";", schema.label(arrow.from), end(arrow));
    }
    text.push_str("}\n");
    text
}

fn mermaid(arrows: &[Arrow]) -> String {
    let schema = rule_set().schema();
    let node = |label: &str| label.replace('.', "_");
    let mut text = "flowchart LR\n".to_owned();
    for (at, table) in schema.tables.iter().enumerate() {
        let _ = writeln!(text, "  subgraph {}", table.name);
        for column in columns_of(arrows, at) {
            let _ = writeln!(text, "    {}[{}]", node(&schema.label(column)), schema.column(column).name);
        }
        text.push_str("  end\n");
    }
    for rule in judges(arrows) {
        let _ = writeln!(text, "  rule_{}([{rule}])", node(rule));
    }
    for arrow in arrows {
        let to = arrow.to.map_or_else(|| format!("rule_{}", node(&arrow.rule)), |at| node(&schema.label(at)));
        let _ = writeln!(text, "  {} --> {to}", node(&schema.label(arrow.from)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_graph_is_what_the_rules_give() {
        let kept = include_str!("../../../../docs/RULES-GRAPH.md");
        assert!(
            kept == document(),
            "docs/RULES-GRAPH.md is stale: run `docket rules graph --format markdown > docs/RULES-GRAPH.md`"
        );
    }

    #[test]
    fn every_rule_is_listed_and_drawn() {
        let (listed, drawn) = (list(true), graph(GraphFormat::Dot));
        for rule in rule_set().rules() {
            assert!(listed.contains(&format!("\"{}\"", rule.name)), "{}", rule.name);
            assert!(drawn.contains(&format!("\"{}\"", rule.name)), "{}", rule.name);
        }
    }
}
