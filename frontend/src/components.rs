//! The parts pages are made of: one a file, markup and classes as the styles expect them.

pub(crate) mod amount;
pub(crate) mod busy;
pub(crate) mod chart;
pub(crate) mod combobox;
pub(crate) mod confirm;
pub(crate) mod connection;
pub(crate) mod dialog;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod follow;
pub(crate) mod gauge;
pub(crate) mod icon;
pub(crate) mod marked;
pub(crate) mod menu;
pub(crate) mod note;
pub(crate) mod pager;
pub(crate) mod palette;
pub(crate) mod problem;
pub(crate) mod rule;
pub(crate) mod shortcuts;
pub(crate) mod side;
pub(crate) mod skeleton;
pub(crate) mod status;
pub(crate) mod theme;
pub(crate) mod time;
pub(crate) mod toasts;
