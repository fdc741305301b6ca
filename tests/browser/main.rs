//! The web app in a real browser, served by the real binary: what a person sees and does.

mod connection;
mod entry;
mod frame;
mod graphiql;
mod home;
mod keyboard;
mod list;
mod order;
mod orders;
mod rules;
mod shop;
mod together;
