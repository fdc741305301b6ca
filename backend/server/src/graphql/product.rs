//! Products of the API.

mod archive;
mod bulk;
mod input;
mod list;
mod loader;
mod lookup;
mod mutation;
mod object;
mod query;

pub use archive::ProductArchive;
pub use bulk::ProductBulk;
pub use loader::ProductLoader;
pub use lookup::ProductLookup;
pub use mutation::ProductMutation;
pub use object::Product;
pub use query::ProductQuery;
