//! One file a route; what only one page needs stands in a folder of its name.
//!
//! A page is one line below: the router, the navigation and the palette are made from it, and what is no page yet is
//! linked from nowhere.

pub(crate) mod customer;
pub(crate) mod customers;
pub(crate) mod home;
pub(crate) mod new_customer;
pub(crate) mod new_order;
pub(crate) mod new_product;
pub(crate) mod not_found;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod rules;

use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::path;

use self::customer::CustomerPage;
use self::customers::Customers;
use self::home::Home;
use self::new_customer::NewCustomer;
use self::new_order::NewOrder;
use self::new_product::NewProduct;
use self::not_found::NotFound;
use self::order::OrderPage;
use self::orders::Orders;
use self::product::ProductPage;
use self::products::Products;
use self::rules::Rules;
use crate::components::icon::Glyph;

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

/// Declares the pages: address, component and, for a main page, how the navigation shows it. The first address that
/// fits counts.
macro_rules! pages {
    ($($path:tt => $view:ident $(, $label:literal $glyph:ident $key:literal)?;)*) => {
        /// The page that the address names.
        #[component]
        pub(crate) fn CurrentPage() -> impl IntoView {
            view! { <Routes fallback=NotFound>$(<Route path=path!($path) view=$view/>)*</Routes> }
        }

        /// The main pages, in the order of the navigation.
        pub(crate) const SECTIONS: &[Section] = &[$($(
            Section { path: $path, label: $label, glyph: Glyph::$glyph, keys: &["G", $key] },
        )?)*];

        const PATHS: &[&str] = &[$($path),*];
    };
}

pages! {
    "/" => Home, "Home" Home "H";
    "/orders" => Orders, "Orders" Orders "O";
    "/orders/new" => NewOrder;
    "/orders/:number" => OrderPage;
    "/customers" => Customers, "Customers" Customers "C";
    "/customers/new" => NewCustomer;
    "/customers/:id" => CustomerPage;
    "/products" => Products, "Products" Products "P";
    "/products/new" => NewProduct;
    "/products/:id" => ProductPage;
    "/rules" => Rules, "Rules" Rules "R";
}

/// Whether there is such a page, written as the router has it (`/customers/:id`): what leads nowhere is no link.
pub(crate) fn exists(path: &str) -> bool {
    PATHS.contains(&path)
}
