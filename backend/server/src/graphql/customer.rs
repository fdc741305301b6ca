//! Customers of the API.

mod archive;
mod input;
mod list;
mod loader;
mod lookup;
mod mutation;
mod object;
mod query;

pub use archive::CustomerArchive;
pub use loader::CustomerLoader;
pub use lookup::CustomerLookup;
pub use mutation::CustomerMutation;
pub use object::Customer;
pub use query::CustomerQuery;
