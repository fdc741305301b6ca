//! Rules in words and arrows: a rule's expression as people read it, what it reads, and what it fills.

use crate::load::RuleSet;
use crate::node::{Arith, Compare, Node, Read};
use crate::rule::{Body, Fires, Rule};
use crate::schema::{ColumnRef, RelationRef, Schema};
use crate::value::Value;

/// An arrow of the graph: what the rule fills or judges depends on a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// The column that is read.
    pub from: ColumnRef,
    /// The column that is filled; none where the rule only judges or tells.
    pub to: Option<ColumnRef>,
    /// The rule's name.
    pub rule: String,
}

impl RuleSet {
    /// The rule as one line, such as `sum of orders.amount_total where date_shipped is null`.
    pub fn text(&self, rule: &Rule) -> String {
        let schema = self.schema();
        let words = Words { schema };
        let only =
            |only: &Option<Node>| only.as_ref().map(|node| format!(" where {}", words.of(node))).unwrap_or_default();
        match &rule.body {
            Body::Constraint { holds, .. } | Body::Transition { holds, .. } => words.of(holds),
            Body::Event { when, fires, .. } => {
                let moment = match fires {
                    Fires::Whenever => "when",
                    Fires::Becoming => "becomes true:",
                    Fires::Deletion => "on deletion when",
                };
                format!("{moment} {}", words.of(when))
            }
            Body::Sum { value, only: condition, .. } => format!("sum of {}{}", schema.label(*value), only(condition)),
            Body::Count { relation, only: condition, .. } => {
                format!("count of {}{}", schema.table(relation.table).name, only(condition))
            }
            Body::Formula { value, .. } => words.of(value),
            Body::Copy { relation, source, .. } => format!("copy of {}", words.via(*relation, *source)),
        }
    }

    /// Every column that the rule reads, once each, in order of appearance.
    pub fn reads(&self, rule: &Rule) -> Vec<ColumnRef> {
        let mut reads = match rule.body {
            Body::Sum { value, relation, .. } => vec![value, self.schema().foreign_key(relation)],
            Body::Count { relation, .. } => vec![self.schema().foreign_key(relation)],
            Body::Copy { source, relation, .. } => vec![source, self.schema().foreign_key(relation)],
            _ => Vec::new(),
        };
        reads.extend(rule.reads().into_iter().map(|read| match read {
            Read::Own(at) | Read::Old(at) | Read::Via(_, at) | Read::Found(_, at) | Read::Left(_, at) => at,
        }));
        let mut once = Vec::with_capacity(reads.len());
        for at in reads {
            if !once.contains(&at) {
                once.push(at);
            }
        }
        once
    }

    /// All arrows, rule by rule.
    pub fn arrows(&self) -> impl Iterator<Item = Arrow> {
        self.rules().iter().flat_map(|rule| {
            self.reads(rule).into_iter().map(|from| Arrow { from, to: rule.target(), rule: rule.name.clone() })
        })
    }
}

struct Words<'a> {
    schema: &'a Schema,
}

impl Words<'_> {
    fn column(&self, at: ColumnRef) -> &'static str {
        self.schema.column(at).name
    }

    fn via(&self, over: RelationRef, at: ColumnRef) -> String {
        format!("{}.{}", self.schema.relation(over).name, self.column(at))
    }

    fn of(&self, node: &Node) -> String {
        match node {
            Node::Col(at) => self.column(*at).to_owned(),
            Node::Old(at) => format!("old({})", self.column(*at)),
            Node::Via(over, at) => self.via(*over, *at),
            Node::Found(over, at) => format!("found({})", self.via(*over, *at)),
            Node::Left(over, at) => format!("left({})", self.via(*over, *at)),
            Node::Lit(value) => constant(value),
            Node::Arith(how, a, b) => {
                let sign = match how {
                    Arith::Add => '+',
                    Arith::Sub => '−',
                    Arith::Mul => '×',
                };
                format!("{} {sign} {}", self.inner(a), self.inner(b))
            }
            Node::Round(a, places) => format!("round({}, {})", self.of(a), self.of(places)),
            Node::Compare(how, a, b) => {
                let sign = match how {
                    Compare::Eq => '=',
                    Compare::Lt => '<',
                    Compare::Le => '≤',
                    Compare::Gt => '>',
                    Compare::Ge => '≥',
                };
                format!("{} {sign} {}", self.inner(a), self.inner(b))
            }
            Node::IsNull(a) => format!("{} is null", self.inner(a)),
            Node::Not(a) => match a.as_ref() {
                Node::IsNull(a) => format!("{} is not null", self.inner(a)),
                Node::OneOf(a, values) => format!("{} not in {}", self.inner(a), list(values)),
                other => format!("not ({})", self.of(other)),
            },
            Node::Or(a, b) => format!("({} or else {})", self.of(a), self.of(b)),
            Node::All(parts) => self.joined(parts, " and "),
            Node::Any(parts) => self.joined(parts, " or "),
            Node::OneOf(a, values) => format!("{} in {}", self.inner(a), list(values)),
            Node::Case(arms, last) => {
                let arms = arms.iter().map(|(when, value)| format!("{} if {}, ", self.of(value), self.of(when)));
                format!("({}else {})", arms.collect::<String>(), self.of(last))
            }
        }
    }

    /// In brackets where the reader would have to know which operator binds tighter.
    fn inner(&self, node: &Node) -> String {
        match node {
            Node::Arith(..) | Node::Compare(..) | Node::All(_) | Node::Any(_) => format!("({})", self.of(node)),
            _ => self.of(node),
        }
    }

    fn joined(&self, parts: &[Node], word: &str) -> String {
        let bracketed = |part: &Node| match part {
            Node::All(_) | Node::Any(_) => format!("({})", self.of(part)),
            _ => self.of(part),
        };
        parts.iter().map(bracketed).collect::<Vec<_>>().join(word)
    }
}

fn list(values: &[Value]) -> String {
    format!("({})", values.iter().map(constant).collect::<Vec<_>>().join(", "))
}

fn constant(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Dec(number) if number.scale() > 0 => {
            number.to_string().trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Value::Time(0) => "the beginning of time".to_owned(),
        other => other.to_string(),
    }
}
