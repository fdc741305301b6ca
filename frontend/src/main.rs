//! Docket's web app, rendered in the browser: a reader of the GraphQL API and nothing else.
//!
//! It must not know a business rule: what an order allows, what a number is and why it is so, the server says.
//! [`api`] alone talks to the server, [`pages`] hold one file a route, [`components`] one file a part of the look.

#![expect(unreachable_pub, reason = "#[component] and cynic's derives write pub items, and a binary exports none")]
#![expect(clippy::needless_pass_by_value, reason = "a component owns its props")]

mod api;
mod app;
mod catalogue;
mod components;
mod effect;
mod format;
mod keys;
mod late;
mod listing;
mod live;
mod load;
mod pages;
mod pause;
mod query;
mod rows;
mod submit;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
