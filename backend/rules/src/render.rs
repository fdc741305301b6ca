//! The same rules as SQL: CHECKs, and queries that recompute a derived column over a whole table.
//!
//! Numbers are rendered on their stored units, so that SQL's integers give exactly what the planner gives.
//! Products must fit in 64 bits; rules that bound the stored amounts see to that.

use std::fmt::Write as _;

use crate::decimal::power;
use crate::load::RuleSet;
use crate::node::{Arith, Compare, Node};
use crate::rule::Body;
use crate::schema::{ColumnRef, Schema};
use crate::value::{Kind, Value};

mod query;

pub use query::{Children, Slice};

/// Which database the SQL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A CHECK that repeats a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The table.
    pub table: &'static str,
    /// The constraint's name in the database.
    pub name: String,
    /// The condition.
    pub sql: String,
}

impl RuleSet {
    /// The constraints that the database repeats.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        for rule in self.rules() {
            if let Body::Constraint { table, holds, as_check: true } = &rule.body {
                let sql = Rendering { schema: self.schema(), own: "" }.condition(holds);
                checks.push(Check {
                    table: self.schema().table(*table).name,
                    name: format!("rule_{}", rule.name),
                    sql,
                });
            }
        }
        checks
    }
}

/// Renders expressions over one table whose columns are written after `own`.
struct Rendering<'a> {
    schema: &'a Schema,
    own: &'static str,
}

/// SQL for a number in units, and how many decimals they stand for.
struct Units {
    sql: String,
    scale: u8,
}

impl Units {
    fn at(&self, scale: u8) -> String {
        if scale == self.scale {
            return self.sql.clone();
        }
        if scale > self.scale {
            return format!("({} * {})", self.sql, power(scale - self.scale));
        }
        format!("({} / {})", self.sql, power(self.scale - scale))
    }
}

impl Rendering<'_> {
    fn column(&self, at: ColumnRef) -> String {
        format!("{}{}", self.own, self.schema.column(at).name)
    }

    /// The expression as a column of `kind` stores it.
    fn stored(&self, node: &Node, kind: Kind) -> String {
        if kind.is_number() { self.units(node).at(kind.scale()) } else { self.value(node) }
    }

    fn units(&self, node: &Node) -> Units {
        match node {
            Node::Lit(value) => {
                let number = value.number().unwrap_or(crate::Decimal::ZERO);
                Units { sql: number.units().to_string(), scale: number.scale() }
            }
            Node::Arith(how, a, b) => {
                let (a, b) = (self.units(a), self.units(b));
                if *how == Arith::Mul {
                    return Units { sql: format!("({} * {})", a.sql, b.sql), scale: a.scale + b.scale };
                }
                let scale = a.scale.max(b.scale);
                let sign = if *how == Arith::Add { '+' } else { '-' };
                Units { sql: format!("({} {sign} {})", a.at(scale), b.at(scale)), scale }
            }
            Node::Round(a, places) => self.rounded(&self.units(a), places),
            Node::Case(arms, last) => {
                let scale = arms.iter().map(|(_, value)| self.units(value).scale).fold(self.units(last).scale, u8::max);
                let mut sql = "CASE".to_owned();
                for (when, value) in arms {
                    let _ = write!(sql, " WHEN {} THEN {}", self.condition(when), self.units(value).at(scale));
                }
                let _ = write!(sql, " ELSE {} END", self.units(last).at(scale));
                Units { sql: format!("({sql})"), scale }
            }
            Node::Or(a, b) => {
                let (a, b) = (self.units(a), self.units(b));
                let scale = a.scale.max(b.scale);
                Units { sql: format!("COALESCE({}, {})", a.at(scale), b.at(scale)), scale }
            }
            _ => Units { sql: self.value(node), scale: self.scale(node) },
        }
    }

    /// Half away from zero, in integers: the step is a power of ten, by the places when they are a column.
    fn rounded(&self, number: &Units, places: &Node) -> Units {
        let step_for = |places: u8| power(number.scale.saturating_sub(places));
        let step = if let Node::Lit(Value::Int(places)) = places {
            step_for(u8::try_from(*places).unwrap_or(u8::MAX)).to_string()
        } else {
            let mut sql = format!("CASE {}", self.value(places));
            for places in 0..number.scale {
                let _ = write!(sql, " WHEN {places} THEN {}", step_for(places));
            }
            format!("({sql} ELSE 1 END)")
        };
        let units = &number.sql;
        let sql =
            format!("(CASE WHEN {units} < 0 THEN -1 ELSE 1 END * ((ABS({units}) + {step} / 2) / {step}) * {step})");
        Units { sql, scale: number.scale }
    }

    fn scale(&self, node: &Node) -> u8 {
        match node {
            Node::Col(at) | Node::Old(at) | Node::Via(_, at) | Node::Found(_, at) | Node::Left(_, at) => {
                self.schema.column(*at).kind.scale()
            }
            _ => 0,
        }
    }

    fn value(&self, node: &Node) -> String {
        match node {
            Node::Col(at) | Node::Old(at) => self.column(*at),
            Node::Via(over, at) | Node::Found(over, at) | Node::Left(over, at) => {
                format!("p_{}.{}", self.schema.relation(*over).name, self.schema.column(*at).name)
            }
            Node::Lit(value) => literal(value),
            Node::Or(a, b) => format!("COALESCE({}, {})", self.value(a), self.value(b)),
            Node::Case(arms, last) if !self.is_number(last) => {
                let mut sql = "(CASE".to_owned();
                for (when, value) in arms {
                    let _ = write!(sql, " WHEN {} THEN {}", self.condition(when), self.value(value));
                }
                let _ = write!(sql, " ELSE {} END)", self.value(last));
                sql
            }
            Node::Arith(..) | Node::Round(..) | Node::Case(..) => self.units(node).sql,
            _ => format!("({})", self.condition(node)),
        }
    }

    fn is_number(&self, node: &Node) -> bool {
        match node {
            Node::Arith(..) | Node::Round(..) => true,
            Node::Lit(value) => value.number().is_some(),
            Node::Col(at) | Node::Old(at) | Node::Via(_, at) | Node::Found(_, at) | Node::Left(_, at) => {
                self.schema.column(*at).kind.is_number()
            }
            Node::Or(a, _) => self.is_number(a),
            Node::Case(_, last) => self.is_number(last),
            _ => false,
        }
    }

    fn condition(&self, node: &Node) -> String {
        match node {
            Node::Compare(how, a, b) => {
                let sign = match how {
                    Compare::Eq => "=",
                    Compare::Lt => "<",
                    Compare::Le => "<=",
                    Compare::Gt => ">",
                    Compare::Ge => ">=",
                };
                if self.is_number(a) {
                    let (a, b) = (self.units(a), self.units(b));
                    let scale = a.scale.max(b.scale);
                    return format!("{} {sign} {}", a.at(scale), b.at(scale));
                }
                format!("{} {sign} {}", self.value(a), self.value(b))
            }
            Node::IsNull(a) => format!("{} IS NULL", self.value(a)),
            Node::Not(a) => match a.as_ref() {
                Node::IsNull(a) => format!("{} IS NOT NULL", self.value(a)),
                Node::OneOf(a, values) => self.listed(a, "NOT IN", values),
                other => format!("NOT ({})", self.condition(other)),
            },
            Node::OneOf(a, values) => self.listed(a, "IN", values),
            Node::All(parts) => self.joined(parts, " AND ", "1 = 1"),
            Node::Any(parts) => self.joined(parts, " OR ", "1 = 0"),
            _ => self.value(node),
        }
    }

    fn joined(&self, parts: &[Node], word: &str, empty: &str) -> String {
        if parts.is_empty() {
            return empty.to_owned();
        }
        let parts: Vec<String> = parts.iter().map(|part| format!("({})", self.condition(part))).collect();
        parts.join(word)
    }

    /// Numbers meet at the largest scale among them.
    fn listed(&self, of: &Node, word: &str, values: &[Value]) -> String {
        if !self.is_number(of) {
            let constants: Vec<String> = values.iter().map(literal).collect();
            return format!("{} {word} ({})", self.value(of), constants.join(", "));
        }
        let of = self.units(of);
        let constants: Vec<Units> = values.iter().map(|value| self.units(&Node::Lit(value.clone()))).collect();
        let scale = constants.iter().map(|constant| constant.scale).fold(of.scale, u8::max);
        let constants: Vec<String> = constants.iter().map(|constant| constant.at(scale)).collect();
        format!("{} {word} ({})", of.at(scale), constants.join(", "))
    }
}

/// Constants come from code, not from input; quotes are doubled all the same.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Int(whole) => whole.to_string(),
        Value::Dec(number) => number.units().to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Uuid(id) => format!("'{id}'"),
        Value::Date(days) => days.to_string(),
        Value::Time(micros) => micros.to_string(),
    }
}
