//! The log of refusals: what the rules refused lately.

mod list;
mod query;

pub use query::RefusalQuery;
