//! The list of customers: who uses how much of the credit. What is shown follows from the address alone.

mod address;
mod blank;
mod live;
mod table;
mod tabs;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use self::blank::Blank;
use self::live::Lit;
use self::table::{Table, TableSkeleton};
use self::tabs::Tabs;
use crate::api::customers::{self, Ask};
use crate::api::orders::Place;
use crate::components::foot::ListFoot;
use crate::components::icon::{Glyph, Icon};
use crate::components::problem::Problem;
use crate::components::search::SearchField;
use crate::format::number;
use crate::keys::{Scope, shortcut};
use crate::listing::{Sheet, listing};
use crate::load::load;
use crate::rows::walk_rows;

/// The page.
#[component]
pub(crate) fn Customers() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| address::read(&|name| query.read().get(name)));
    let list = listing(ask, |ask: Ask| async move { customers::page(&ask).await });
    let counts = load(move || {
        list.loaded.track();
        async { customers::counts().await.ok() }
    });
    let counts = Memo::new(move |_| counts.get().flatten());
    let changed = Lit::follow(list.loaded, list.again);
    let navigate = use_navigate();
    shortcut(&["N"], "New customer", Scope::List, move || navigate("/customers/new", NavigateOptions::default()));
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
        Sheet::Answer(ask, Ok(page)) => view! { <Table ask rows=page.rows.clone() lit=changed busy=list.busy/> }.into_any(),
        Sheet::Answer(_, Err(error)) => view! {
            <Problem heading="The customers could not be loaded" kept="Search and filter are kept." error busy=list.busy retry=list.again/>
        }
        .into_any(),
    }
    };
    view! {
        <Title text="Customers"/>
        <header class="head one">
            <h1>"Customers"</h1><span class="of">{total}</span>
            <div class="end">
                <a class="btn primary" href="/customers/new"><Icon glyph=Glyph::Plus/>"New customer"<kbd aria-hidden="true">"N"</kbd></a>
            </div>
        </header>
        <Tabs ask counts/>
        <div class="bar" role="search" aria-label="Filter customers">
            <SearchField label="Search customers" placeholder="Name or e-mail" said=Memo::new(move |_| ask.get().search) href/>
        </div>
        {content}
        <ListFoot loaded=list.loaded href=|ask, place| address::write(&Ask { place, ..ask })/>
    }
}
