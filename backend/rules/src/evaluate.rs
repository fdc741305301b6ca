//! Evaluation of an expression on rows.

use std::cmp::Ordering;

use crate::decimal::{Decimal, Overflow};
use crate::node::{Arith, Compare, Node, Read};
use crate::value::Value;

/// Where an expression's reads come from.
pub(crate) trait Scope {
    /// The value read; null for a missing parent or old image.
    fn read(&self, read: Read) -> Value;
}

/// The value of `node`. Loading has checked kinds and nulls, so that overflow is all that can go wrong; an operand
/// of another kind (a parent that is missing) makes conditions false and numbers null.
pub(crate) fn evaluate(node: &Node, scope: &impl Scope) -> Result<Value, Overflow> {
    Ok(match node {
        Node::Col(at) => scope.read(Read::Own(*at)),
        Node::Old(at) => scope.read(Read::Old(*at)),
        Node::Via(relation, at) => scope.read(Read::Via(*relation, *at)),
        Node::Found(relation, at) => scope.read(Read::Found(*relation, *at)),
        Node::Left(relation, at) => scope.read(Read::Left(*relation, *at)),
        Node::Lit(value) => value.clone(),
        Node::Arith(how, a, b) => arithmetic(*how, &evaluate(a, scope)?, &evaluate(b, scope)?)?,
        Node::Round(a, places) => match (evaluate(a, scope)?.number(), evaluate(places, scope)?) {
            (Some(number), Value::Int(places)) => {
                Value::Dec(number.round(u8::try_from(places.max(0)).unwrap_or(u8::MAX)))
            }
            _ => Value::Null,
        },
        Node::Compare(how, a, b) => Value::Bool(compare(*how, &evaluate(a, scope)?, &evaluate(b, scope)?)),
        Node::IsNull(a) => Value::Bool(evaluate(a, scope)?.is_null()),
        Node::Or(a, b) => match evaluate(a, scope)? {
            Value::Null => evaluate(b, scope)?,
            value => value,
        },
        Node::All(parts) => {
            for part in parts {
                if !holds(part, scope)? {
                    return Ok(Value::Bool(false));
                }
            }
            Value::Bool(true)
        }
        Node::Any(parts) => {
            for part in parts {
                if holds(part, scope)? {
                    return Ok(Value::Bool(true));
                }
            }
            Value::Bool(false)
        }
        Node::Not(a) => Value::Bool(!holds(a, scope)?),
        Node::OneOf(a, values) => {
            let value = evaluate(a, scope)?;
            Value::Bool(values.iter().any(|one| compare(Compare::Eq, &value, one)))
        }
        Node::Case(arms, last) => {
            for (condition, value) in arms {
                if holds(condition, scope)? {
                    return evaluate(value, scope);
                }
            }
            evaluate(last, scope)?
        }
    })
}

/// Whether a condition holds.
pub(crate) fn holds(node: &Node, scope: &impl Scope) -> Result<bool, Overflow> {
    Ok(evaluate(node, scope)? == Value::Bool(true))
}

/// Both sides of a comparison of numbers.
pub(crate) fn sides(node: &Node, scope: &impl Scope) -> Result<Option<(Compare, Decimal, Decimal)>, Overflow> {
    let Node::Compare(how, a, b) = node else { return Ok(None) };
    let (a, b) = (evaluate(a, scope)?.number(), evaluate(b, scope)?.number());
    Ok(a.zip(b).map(|(a, b)| (*how, a, b)))
}

fn arithmetic(how: Arith, a: &Value, b: &Value) -> Result<Value, Overflow> {
    let Some((a, b)) = a.number().zip(b.number()) else { return Ok(Value::Null) };
    let result = match how {
        Arith::Add => a.plus(b)?,
        Arith::Sub => a.minus(b)?,
        Arith::Mul => a.times(b)?,
    };
    Ok(Value::Dec(result))
}

fn compare(how: Compare, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        _ => a.number().zip(b.number()).map(|(a, b)| a.cmp(&b)),
    };
    match how {
        Compare::Eq => order.map_or_else(|| !a.is_null() && a == b, Ordering::is_eq),
        Compare::Lt => order.is_some_and(Ordering::is_lt),
        Compare::Le => order.is_some_and(Ordering::is_le),
        Compare::Gt => order.is_some_and(Ordering::is_gt),
        Compare::Ge => order.is_some_and(Ordering::is_ge),
    }
}
