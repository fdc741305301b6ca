//! What people do with orders: one file a command.

mod create;
mod item;
mod ship;
mod update;

pub use create::{CreateOrder, NewItem};
pub use item::{AddItem, ChangedItem, DeleteItem, UpdateItem};
pub use ship::{ShipOrder, UnshipOrder};
pub use update::UpdateOrder;

/// The most items that one order may be created with.
pub const MOST_ITEMS: usize = 500;
