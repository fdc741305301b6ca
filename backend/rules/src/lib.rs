//! Business rules as data, and the planner that makes them hold.
//!
//! A rule is a value built from typed columns ([`declare`]), never a closure: what it reads is known, so one
//! declaration is enforced on writes, recomputed, rendered to SQL, listed and explained. The crate performs no
//! input or output and knows no database, no customer and no web: [`RuleSet::discover`] says which rows a unit of
//! work needs, the caller reads and locks them, [`RuleSet::plan`] gives what the unit stores.
//!
//! | module | what it holds |
//! |---|---|
//! | [`decimal`], [`value`] | exact numbers with a scale, and the values of columns |
//! | [`schema`] | tables, columns and relations, in foreign-key order |
//! | [`node`] | the expression tree: one value, evaluated on rows and rendered to SQL |
//! | [`declare`] | typed columns, relations and expressions: what a rule file is written in |
//! | [`rule`], [`rule_file`] | the seven kinds of rule, and the requirement they stand under |
//! | [`load`] | validation and ranking; names the offending rule |
//! | [`draft`], [`images`] | what a unit asks for, and the rows it has been given |
//! | [`discover`], [`plan`] | which rows and locks are needed, and what they become |
//! | `together` | units that are settled together: each on the rows as those before it leave them |
//! | [`fit`] | the largest value of a cell with which a unit is not refused |
//! | [`explain`], [`describe`] | why a value is what it is, and the rules in words and arrows |
//! | [`render`], [`fingerprint`] | the same rules as SQL, and their identity |

pub mod decimal;
pub mod declare;
pub mod describe;
pub mod discover;
pub mod draft;
mod evaluate;
pub mod explain;
pub mod fingerprint;
pub mod fit;
pub mod images;
pub mod load;
pub mod node;
pub mod plan;
pub mod render;
pub mod rule;
pub mod rule_file;
pub mod schema;
mod together;
pub mod value;
pub mod violation;

pub use decimal::Decimal;
pub use load::{LoadError, RuleSet};
pub use rule::Rule;
pub use rule_file::RuleFile;
pub use value::{Kind, Value};
