//! The list of orders: filtered, searched and sorted by the server, one page of a cursor at a time, many at once to ship.
//!
//! What is shown follows from the address alone ([`address`]); this file decides which of table, skeleton, blank or
//! problem stands on the sheet.

mod address;
mod blank;
mod bulk;
mod columns;
mod filters;
mod saved;
mod selection;
mod table;
mod tabs;
mod watch;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::address::View;
use self::blank::Blank;
use self::bulk::Bulk;
use self::columns::ColumnsMenu;
use self::filters::Filters;
use self::selection::Selection;
use self::table::{Table, TableSkeleton};
use self::tabs::Tabs;
use self::watch::{Sheet, Watch};
use crate::api::orders::{Ask, Page, Place, export_address};
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::problem::Problem;
use crate::format::number;
use crate::rows::walk_rows;

/// The page.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let query = use_query_map();
    let view = Memo::new(move |_| address::read(|name| query.read().get(name)));
    let watch = Watch::start(view);
    let loaded = watch.loaded();
    let selection = Selection::start(loaded);
    let (sheet, late) = (watch.sheet(view), watch.late());
    let total = move || {
        let (of, page) = loaded.get()?;
        (of.filter == view.read().ask.filter).then(|| number::total(page.total.count, page.total.is_capped))
    };
    let retry = Callback::new(move |()| watch.again());
    let export = move || {
        let view = view.get();
        address::join("/export/orders.csv", &export_address(&view.ask, &view.columns.fields()))
    };
    walk_rows();
    let content = move || match sheet.get() {
        Sheet::Bare => ().into_any(),
        Sheet::Skeleton => view! { <TableSkeleton view/> }.into_any(),
        Sheet::Rows => view! { <Table view watch selection/> }.into_any(),
        Sheet::Blank(ask, page) => view! { <Blank ask page/> }.into_any(),
        Sheet::Problem(error) => view! {
            <Problem heading="The orders could not be loaded" kept="Your filter is kept." error busy=late retry/>
        }
        .into_any(),
    };
    view! {
        <Title text="Orders"/>
        <header class="head one">
            <h1>"Orders"</h1><span class="of">{total}</span>
            <div class="end">
                <button class="btn quiet only" type="button" aria-label="Refresh" title="Refresh" aria-busy=move || late.get().to_string()
                    on:click=move |_| retry.run(())><Icon glyph=Glyph::Refresh/></button>
                <a class="btn quiet wide" href=export rel="external" download=""><Icon glyph=Glyph::Download/>"Export CSV"</a>
                <a class="btn primary" href="/orders/new"><Icon glyph=Glyph::Plus/>"New order"<kbd aria-hidden="true">"N"</kbd></a>
            </div>
        </header>
        <Tabs view/>
        <Filters view><ColumnsMenu view/></Filters>
        {content}
        <Bulk watch selection/>
        <Foot view loaded/>
    }
}

/// The pager, while there is a page to leave.
#[component]
fn Foot(
    /// What is shown.
    view: Memo<View>,
    /// The page that came last, and what had been asked for.
    loaded: Memo<Option<(Ask, Arc<Page>)>>,
) -> impl IntoView {
    let full = Memo::new(move |_| loaded.get().filter(|(_, page)| !page.orders.is_empty()));
    let shown = Signal::derive(move || {
        let of = |(_, page): (Ask, Arc<Page>)| {
            format!("{} of {}", page.orders.len(), number::total(page.total.count, page.total.is_capped))
        };
        full.get().map(of).unwrap_or_default()
    });
    let beside = move |place: fn(&Page) -> Option<Place>| {
        let (ask, page) = full.get()?;
        let ask = Ask { place: place(&page)?, ..ask };
        Some(address::write(&View { ask, columns: view.get().columns }))
    };
    let newer = Signal::derive(move || beside(|page| page.newer.clone()));
    let older = Signal::derive(move || beside(|page| page.older.clone()));
    let names = move || if view.read().ask.sort.is_some() { ("Previous", "Next") } else { ("Newer", "Older") };
    let names = Signal::derive(names);
    view! { <Show when=move || full.read().is_some()><Pager shown newer older names/></Show> }
}
