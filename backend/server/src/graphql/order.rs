//! Orders, their items and their history.

mod event;
mod history;
mod input;
mod item;
mod list;
mod loader;
mod mutation;
mod object;
mod query;
mod status;
mod subscription;

pub use item::Item;
pub use list::{OrderConnection, orders};
pub use loader::ItemLoader;
pub use mutation::OrderMutation;
pub use object::Order;
pub use query::OrderQuery;
pub use status::{OrderAction, OrderStatus};
pub use subscription::OrderSubscription;
