//! One file a route; what only one page needs stands in a folder of its name.
//!
//! A page is one line below: the router, the navigation and the palette are made from it, and what is no page yet is
//! linked from nowhere.
//!
//! The app is compiled as one and then cut into parts, each with the pages that name it: a browser starts with the part
//! of the page it is at, and fetches the others once that one stands.

pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod home;
pub(crate) mod new_customer;
pub(crate) mod new_order;
pub(crate) mod new_product;
pub(crate) mod not_found;
pub(crate) mod not_loaded;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod rules;

use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::{Lazy, LazyRoute as _, path};

use self::not_found::NotFound;
use crate::components::icon::Glyph;
use crate::live::Live;

/// A page that the navigation leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// Its address.
    pub(crate) path: &'static str,
    /// What it is called.
    pub(crate) label: &'static str,
    /// Its icon.
    pub(crate) glyph: Glyph,
    /// The keys that go there.
    pub(crate) keys: &'static [&'static str],
}

/// Declares the pages: address, component, part and, for a main page, how the navigation shows it. The first address
/// that fits counts.
macro_rules! pages {
    ($($path:tt => $page:ident::$view:ident in $part:ident $(, $label:literal $glyph:ident $key:literal)?;)*) => {
        /// The page that the address names.
        #[component]
        pub(crate) fn CurrentPage() -> impl IntoView {
            view! {
                <Routes fallback=NotFound>
                    $(<Route path=path!($path) view={Lazy::<lazy::$page::Lazily>::new()}/>)*
                </Routes>
            }
        }

        /// Fetches every part that is not here yet, one after another, as long as there is a connection. One that does
        /// not come is asked for again when its page is opened.
        pub(crate) async fn fetch_ahead(live: Live) {
            $(
                live.connected().await;
                lazy::$page::Lazily::preload().await;
            )*
        }

        /// The main pages, in the order of the navigation.
        pub(crate) const SECTIONS: &[Section] = &[$($(
            Section { path: $path, label: $label, glyph: Glyph::$glyph, keys: &["G", $key] },
        )?)*];

        const PATHS: &[&str] = &[$($path),*];

        /// Each page as the router shows it: once its part is here.
        mod lazy {
            $(pub(super) mod $page {
                use leptos::prelude::*;
                use leptos::wasm_split::{SplitLoaderError, wasm_split};
                use leptos_router::LazyRoute;

                use crate::pages::$page::$view;
                use crate::pages::not_loaded::NotLoaded;

                #[wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
                fn $page() -> Result<AnyView, SplitLoaderError> {
                    Ok(view! { <$view/> }.into_any())
                }

                #[derive(Debug)]
                pub(in crate::pages) struct Lazily;

                impl LazyRoute for Lazily {
                    fn data() -> Self {
                        Self
                    }

                    async fn view(_: Self) -> AnyView {
                        $page().await.unwrap_or_else(|_| view! { <NotLoaded/> }.into_any())
                    }

                    async fn preload() {
                        drop(fetch().await);
                    }
                }
            })*
        }
    };
}

pages! {
    "/" => home::Home in home, "Home" Home "H";
    "/orders" => orders::Orders in orders, "Orders" Orders "O";
    "/orders/new" => new_order::NewOrder in order;
    "/orders/:number" => order::OrderPage in order;
    "/customers" => customers::Customers in customers, "Customers" Customers "C";
    "/customers/new" => new_customer::NewCustomer in customers;
    "/customers/:id" => customer::CustomerPage in customers;
    "/products" => products::Products in setup, "Products" Products "P";
    "/products/new" => new_product::NewProduct in setup;
    "/products/:id" => product::ProductPage in setup;
    "/rules" => rules::Rules in setup, "Rules" Rules "R";
}

/// Whether there is such a page, written as the router has it (`/customers/:id`): what leads nowhere is no link.
pub(crate) fn exists(path: &str) -> bool {
    PATHS.contains(&path)
}
