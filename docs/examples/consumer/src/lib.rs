//! A service that packs parcels for what Docket ships.
//!
//! Events come at least once: after a crash on either side some come again, under the same id. So what an event changes
//! and that it was seen are stored in one transaction, and only then the place in the topic moves on. Events of one order
//! come in the order in which they happened; those of different orders need not.
//!
//! | module | what it holds |
//! |---|---|
//! | [`event`] | what is read of an event |
//! | [`books`] | the parcels, and which events were seen |
//! | [`file`], [`kafka`] | where events come from |

pub mod books;
pub mod event;
pub mod file;
pub mod kafka;
