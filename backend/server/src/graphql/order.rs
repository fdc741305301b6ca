//! Orders, their items and their history.

mod bulk;
mod event;
mod history;
mod input;
mod item;
mod list;
mod loader;
mod lookup;
mod mutation;
mod object;
mod operation;
mod preview;
mod query;
mod status;
mod subscription;
mod totals;

pub use bulk::OrderBulk;
pub use item::Item;
pub use list::{OrderConnection, orders};
pub use loader::ItemLoader;
pub use lookup::OrderLookup;
pub use mutation::OrderMutation;
pub use object::Order;
pub use operation::OrderOperation;
pub use preview::OrderPreviews;
pub use query::OrderQuery;
pub use status::{OrderAction, OrderStatus};
pub use subscription::OrderSubscription;
pub use totals::OrderTotals;
