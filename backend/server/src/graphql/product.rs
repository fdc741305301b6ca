//! Products of the API.

mod input;
mod list;
mod loader;
mod mutation;
mod object;
mod query;

pub use loader::ProductLoader;
pub use mutation::ProductMutation;
pub use object::Product;
pub use query::ProductQuery;
