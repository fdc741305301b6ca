//! The parts pages are made of: one a file, markup and classes as the styles expect them.

pub(crate) mod amount;
pub(crate) mod empty;
pub(crate) mod icon;
pub(crate) mod pager;
pub(crate) mod problem;
pub(crate) mod side;
pub(crate) mod skeleton;
pub(crate) mod status;
pub(crate) mod theme;
pub(crate) mod time;
