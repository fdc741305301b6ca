//! What must hold of the rows that are wanted.

use docket_rules::Value;

use super::{Field, Link, TooMuch};

/// How many conditions a filter may have.
const MOST_CONDITIONS: usize = 50;
/// How deep filters may stand within filters.
const DEEPEST: usize = 6;
/// How many values a list may have.
const MOST_VALUES: usize = 100;

/// What must hold of a row. A value that is not there is unequal to every value, and neither less nor greater.
#[derive(Clone, Debug)]
pub enum Filter {
    /// Each of these; nothing when there are none.
    All(Vec<Filter>),
    /// One of these at least.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// The field passes this test.
    Field(&'static Field, Test),
    /// There is a row at the other end for which this holds.
    Through(&'static Link, Box<Filter>),
}

/// What a field's value is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// How it compares.
    Is(Compare, Value),
    /// Whether it is one of these.
    In(Vec<Value>),
    /// Whether there is none.
    IsNull(bool),
    /// Whether the text contains this, in any case.
    Contains(String),
    /// Whether the text begins with this, in any case.
    StartsWith(String),
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
}

impl Filter {
    /// Refuses what is more than one question may be.
    pub fn check(&self) -> Result<(), TooMuch> {
        let mut conditions = 0;
        self.count(0, &mut conditions)
    }

    fn count(&self, depth: usize, conditions: &mut usize) -> Result<(), TooMuch> {
        if depth > DEEPEST {
            return Err(TooMuch(format!("A filter may nest {DEEPEST} deep: ask something simpler.")));
        }
        let each = |inner: &[Self], depth, conditions: &mut usize| {
            inner.iter().try_for_each(|filter| filter.count(depth, conditions))
        };
        *conditions += usize::from(matches!(self, Self::Field(..) | Self::Through(..)));
        if *conditions > MOST_CONDITIONS {
            return Err(TooMuch(format!("A filter may have {MOST_CONDITIONS} conditions: ask something simpler.")));
        }
        match self {
            // What stands together in one object is no deeper than the object.
            Self::All(inner) => each(inner, depth, conditions),
            Self::Any(inner) => each(inner, depth + 1, conditions),
            Self::Not(inner) | Self::Through(_, inner) => inner.count(depth + 1, conditions),
            Self::Field(_, Test::In(values)) if values.len() > MOST_VALUES => {
                Err(TooMuch(format!("`in` may have {MOST_VALUES} values: ask for the rest in another request.")))
            }
            Self::Field(..) => Ok(()),
        }
    }
}
