//! The web app in a real browser, served by the real binary: what a person sees and does.

mod frame;
mod graphiql;
mod home;
mod keyboard;
mod orders;
mod rules;
mod shop;
