//! What people do with orders: one file a command.

mod cancel;
mod create;
mod delete;
mod duplicate;
mod item;
mod reprice;
mod ship;
mod update;

pub use cancel::CancelOrder;
pub use create::{CreateOrder, NewItem};
pub use delete::DeleteOrder;
pub use duplicate::DuplicateOrder;
pub use item::{AddItem, ChangedItem, DeleteItem, UpdateItem};
pub use reprice::RepriceOrder;
pub use ship::{ShipOrder, UnshipOrder};
pub use update::UpdateOrder;

/// The most items that one order may be created with.
pub const MOST_ITEMS: usize = 500;
