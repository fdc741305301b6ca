//! The web app in a real browser, served by the real binary: what a person sees and does.

mod connection;
mod customers;
mod entry;
mod frame;
mod graphiql;
mod home;
mod keyboard;
mod list;
mod order;
mod orders;
mod parts;
mod products;
mod rough;
mod rules;
mod shop;
mod together;
