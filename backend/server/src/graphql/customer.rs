//! Customers of the API.

mod input;
mod list;
mod loader;
mod mutation;
mod object;
mod query;

pub use loader::CustomerLoader;
pub use mutation::CustomerMutation;
pub use object::Customer;
pub use query::CustomerQuery;
