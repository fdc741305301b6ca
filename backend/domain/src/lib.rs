//! Orders, customers and products, and the unit of work that makes their rules hold on both databases.
//!
//! One folder a slice, each with the same files: `entity` (the row), `rules` (what holds), `commands` (what people
//! do), `queries` (what they see), `events` (what the world is told). Rules that span slices stand in [`rules`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`tenant`], [`customer`], [`product`], [`order`] | the slices |
//! | [`rules`] | check credit, currency, and the loaded set |
//! | [`docket`] | the handle: open a database, execute commands, take snapshots |
//! | [`unit`], [`gate`] | the unit of work, and the hooks that nothing slips past |
//! | [`database`], [`snapshot`] | connections, one writer on SQLite, consistent reads |
//! | [`find`], [`page`] | lists: filters, searches, orderings and pages |
//! | [`explain`], [`verify`] | why a stored value is what it is, and whether it is what its rule gives |
//! | [`history`], [`outbox`], [`idempotency`] | what is recorded in the same transaction |
//! | [`refusal`] | what the rules refused lately |
//! | [`actor`], [`clock`], [`id`], [`money`], [`text`] | who, when, which, how much, and words |
//! | [`faults`] | where a soak has the process crash; nothing of it is in a usual build |
//! | [`trace`] | spans for whoever follows a request on its way |
//! | [`error`] | refusals, which are answers, and faults, which are not |
//!
//! The crate knows no GraphQL, no HTTP and no broker.

pub mod actor;
pub mod clock;
pub mod customer;
pub mod database;
pub mod docket;
pub mod error;
pub mod explain;
pub mod faults;
pub mod find;
pub mod gate;
pub mod history;
pub mod id;
pub mod idempotency;
pub mod money;
pub mod order;
pub mod outbox;
pub mod page;
pub mod product;
pub mod refusal;
pub mod rules;
pub mod snapshot;
mod table;
pub mod tenant;
pub mod text;
pub mod trace;
pub mod unit;
pub mod verify;

pub use actor::Actor;
pub use docket::Docket;
pub use error::{Failure, Fault, Refusal};
pub use snapshot::Snapshot;
