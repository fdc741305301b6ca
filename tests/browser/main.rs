//! The web app in a real browser, served by the real binary: what a person sees and does.

mod customers;
mod frame;
mod keyboard;
mod orders;
mod products;
mod shop;
