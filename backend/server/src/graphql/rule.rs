//! The business rules themselves: which there are, why a value is what it is, whether all values are.

mod explain;
mod graph;
mod object;
mod query;
mod verification;

pub use query::RuleQuery;
