//! One product: its price, whether it may be ordered, and which orders have it.

mod form;
mod price;
mod remove;
mod uses;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::form::Details;
use self::price::Price;
use self::remove::{ArchiveDialog, DeleteDialog};
use self::uses::Where;
use super::products::AvailableSwitch;
use crate::api::product;
use crate::api::products::Product;
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::Menu;
use crate::components::problem::Problem;
use crate::components::toasts::use_toasts;
use crate::effect::effect;
use crate::load::load;
use crate::submit::Submit;

/// The latest that is known of the product, shared by all parts of the page.
type Latest = RwSignal<Arc<Product>>;

/// The page.
#[component]
pub(crate) fn ProductPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let attempt = RwSignal::new(0_u32);
    let loaded = load(move || {
        let (id, _) = (id.get(), attempt.get());
        async move { product::by_id(&id).await }
    });
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));
    let bare = || view! { <Title text="Product"/><header class="head one"><h1>"Product"</h1></header> };
    move || {
        match loaded.get() {
        None => bare().into_any(),
        Some(Ok(Some(product))) => view! { <Loaded product/> }.into_any(),
        Some(Ok(None)) => view! { {bare()}<Missing/> }.into_any(),
        Some(Err(error)) => view! {
            {bare()}
            <Problem heading="The product could not be loaded" kept="Nothing was changed." error busy=Signal::stored(false) retry/>
        }
        .into_any(),
    }
    }
}

/// There is no such product, or no longer.
#[component]
fn Missing() -> impl IntoView {
    view! {
        <Empty glyph=Glyph::Products heading="There is no such product".to_owned()>
            <p>"It may have been deleted, or the link is cut short."</p>
            <div class="row"><a class="btn" href="/products">"All products"</a></div>
        </Empty>
    }
}

/// The product, once it is there.
#[component]
fn Loaded(
    /// As it came first.
    product: Product,
) -> impl IntoView {
    let latest = RwSignal::new(Arc::new(product));
    let name = Memo::new(move |_| latest.read().name.clone());
    let archived = Memo::new(move |_| latest.read().archived_at.is_some());
    let (archiving, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let (toasts, back) = (use_toasts(), Submit::new());
    let unarchive = move |_| {
        let Product { id, version, .. } = Arc::unwrap_or_clone(latest.get_untracked());
        back.send(
            format!("unarchive {} {version}", id.inner()),
            |key| product::unarchive(id, version, key),
            move |product: Product| {
                toasts.done(format!("{} is sold again", product.name), "");
                latest.set(Arc::new(product));
            },
        );
    };
    effect(move || {
        if let Some(failure) = back.failure().get() {
            toasts.failed("Not unarchived", &failure);
        }
    });
    let switched = Callback::new(move |product: Product| latest.set(Arc::new(product)));
    // The switch starts anew only when something else than itself changed the product.
    let switch = move || {
        let product = Product::clone(&latest.read());
        (product.archived_at.is_none()).then(|| view! { <AvailableSwitch product labelled=true changed=switched/> })
    };
    view! {
        <Title text=move || name.get()/>
        <header class="head">
            <nav class="crumbs wide" aria-label="Breadcrumb"><a href="/products">"Products"</a><Icon glyph=Glyph::Right/></nav>
            <h1>{name}</h1>
            <Show when=move || archived.get()><span class="tag">"archived"</span></Show>
            <div class="end">
                <Menu label="More actions" glyph=Glyph::More bare=true>
                    <Show when=move || archived.get() fallback=move || view! {
                        <button type="button" on:click=move |_| archiving.set(true)><Icon glyph=Glyph::Archive/>"Archive product"</button>
                    }>
                        <button type="button" on:click=unarchive><Icon glyph=Glyph::Undo/>"Sell it again"</button>
                    </Show>
                    <hr/>
                    <button class="bad" type="button" on:click=move |_| deleting.set(true)><Icon glyph=Glyph::Trash/>"Delete product"</button>
                </Menu>
            </div>
        </header>
        <div class="split">
            <div class="page"><Price latest/><Where latest/></div>
            <aside class="aside" aria-label="About the product"><Details latest/><section class="stack">{switch}</section></aside>
        </div>
        <ArchiveDialog latest open=archiving/>
        <DeleteDialog latest open=deleting/>
    }
}
