//! One file a route; what only one page needs stands in a folder of its name.

pub(crate) mod not_found;
pub(crate) mod orders;
