//! The list of products: what is sold, at which price, and whether it may be ordered, switched in the row.

mod address;
mod blank;
mod bulk;
mod switch;
mod table;
mod tabs;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::collections::BTreeSet;

use self::blank::Blank;
use self::bulk::Bulk;
pub(crate) use self::switch::AvailableSwitch;
use self::table::{Table, TableSkeleton};
use self::tabs::Tabs;
use crate::api::orders::Place;
use crate::api::products::{self, Ask};
use crate::components::foot::ListFoot;
use crate::components::icon::{Glyph, Icon};
use crate::components::problem::Problem;
use crate::components::search::SearchField;
use crate::effect::effect;
use crate::format::number;
use crate::keys::{Scope, shortcut};
use crate::listing::{Sheet, listing};
use crate::load::load;
use crate::rows::walk_rows;

/// The page.
#[component]
pub(crate) fn Products() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| address::read(&|name| query.read().get(name)));
    let list = listing(ask, |ask: Ask| async move { products::page(&ask).await });
    let counts = load(move || {
        list.loaded.track();
        async { products::counts().await.ok() }
    });
    let counts = Memo::new(move |_| counts.get().flatten());
    let picked = RwSignal::new(BTreeSet::<String>::new());
    // What is not shown any more cannot be picked.
    effect(move || {
        let shown: BTreeSet<String> = list.loaded.with(|loaded| {
            loaded.iter().flat_map(|(_, page)| &page.rows).map(|row| row.id.inner().to_owned()).collect()
        });
        picked.update(|picked| picked.retain(|id| shown.contains(id)));
    });
    let navigate = use_navigate();
    shortcut(&["N"], "New product", Scope::List, move || navigate("/products/new", NavigateOptions::default()));
    walk_rows();
    let total = move || {
        let (of, page) = list.loaded.get()?;
        let now = ask.read();
        (of.view == now.view && of.search == now.search).then(|| number::total(page.total, page.capped))
    };
    let href = Callback::new(move |search| address::write(&Ask { search, place: Place::Start, ..ask.get_untracked() }));
    let content = move || {
        match list.sheet.get() {
        Sheet::Bare => ().into_any(),
        Sheet::Skeleton => view! { <TableSkeleton ask=ask.get()/> }.into_any(),
        Sheet::Answer(ask, Ok(page)) if page.rows.is_empty() => view! { <Blank ask counts total=page.total/> }.into_any(),
        Sheet::Answer(ask, Ok(page)) => {
            view! { <Table ask rows=page.rows.clone() picked changed=list.again busy=list.busy/> }.into_any()
        }
        Sheet::Answer(_, Err(error)) => view! {
            <Problem heading="The products could not be loaded" kept="Search and filter are kept." error busy=list.busy retry=list.again/>
        }
        .into_any(),
    }
    };
    view! {
        <Title text="Products"/>
        <header class="head one">
            <h1>"Products"</h1><span class="of">{total}</span>
            <div class="end">
                <a class="btn primary" href="/products/new"><Icon glyph=Glyph::Plus/>"New product"<kbd aria-hidden="true">"N"</kbd></a>
            </div>
        </header>
        <Tabs ask counts/>
        <div class="bar" role="search" aria-label="Filter products">
            <SearchField label="Search products" placeholder="Name or SKU" said=Memo::new(move |_| ask.get().search) href/>
        </div>
        {content}
        <Bulk loaded=list.loaded picked changed=list.again/>
        <ListFoot loaded=list.loaded href=|ask, place| address::write(&Ask { place, ..ask })/>
    }
}
