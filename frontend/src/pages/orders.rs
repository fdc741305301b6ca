//! The list of orders: newest first, filtered by status, one page of a cursor at a time.
//!
//! What is shown follows from the address alone ([`address`]); this file joins the answer to it and decides which of
//! table, skeleton, blank or problem stands on the sheet.

mod address;
mod blank;
mod table;
mod tabs;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::blank::Blank;
use self::table::{Table, TableSkeleton};
use self::tabs::Tabs;
use crate::api::client::ApiError;
use crate::api::orders::{self, Ask, Page, Place};
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::problem::Problem;
use crate::format::number;
use crate::late::late;

/// An answer, with what it answers: while another one is awaited, this tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    ask: Ask,
    attempt: u32,
    result: Result<Arc<Page>, ApiError>,
}

/// What stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sheet {
    /// Not worth showing a wait yet.
    Bare,
    Skeleton,
    /// Without the attempt: a refresh that brings the same rows leaves them as they are.
    Answer(Ask, Result<Arc<Page>, ApiError>),
}

/// The page.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| address::read(|name| query.read().get(name)));
    let attempt = RwSignal::new(0_u32);
    let resource = LocalResource::new(move || {
        let (ask, attempt) = (ask.get(), attempt.get());
        async move {
            let result = orders::page(&ask).await.map(Arc::new);
            Answer { ask, attempt, result }
        }
    });
    let answer = Memo::new(move |_| resource.get());
    let pending = Memo::new(move |_| {
        answer.read().as_ref().is_none_or(|answer| answer.ask != ask.get() || answer.attempt != attempt.get())
    });
    let late = late(pending);
    let sheet = Memo::new(move |_| match answer.get() {
        // A refresh keeps the rows; another page or filter keeps them until the wait is worth showing.
        Some(answer) if !late.get() || answer.ask == ask.get() => Sheet::Answer(answer.ask, answer.result),
        _ if late.get() => Sheet::Skeleton,
        _ => Sheet::Bare,
    });
    let loaded = Memo::new(move |_| {
        let Answer { ask, result, .. } = answer.get()?;
        Some((ask, result.ok()?))
    });
    let total = move || {
        let (of, page) = loaded.get()?;
        (of.status == ask.read().status).then(|| number::count(page.total))
    };
    let retry = Callback::new(move |()| attempt.update(|attempt| *attempt += 1));

    view! {
        <Title text="Orders"/>
        <header class="head one">
            <h1>"Orders"</h1><span class="of">{total}</span>
            <div class="end">
                <button class="btn quiet" type="button" aria-busy=move || late.get().to_string() on:click=move |_| retry.run(())>
                    <Icon glyph=Glyph::Refresh/>"Refresh"
                </button>
            </div>
        </header>
        <Tabs ask/>
        {move || content(sheet.get(), late, retry)}
        <Foot loaded/>
    }
}

/// What the sheet shows below the tabs.
fn content(sheet: Sheet, busy: ReadSignal<bool>, retry: Callback<()>) -> AnyView {
    match sheet {
        Sheet::Bare => ().into_any(),
        Sheet::Skeleton => view! { <TableSkeleton/> }.into_any(),
        Sheet::Answer(ask, Ok(page)) if page.orders.is_empty() => view! { <Blank ask page/> }.into_any(),
        Sheet::Answer(_, Ok(page)) => view! { <Table orders=page.orders.clone() busy/> }.into_any(),
        Sheet::Answer(_, Err(error)) => view! {
            <Problem heading="The orders could not be loaded" kept="Your filter is kept." error busy retry/>
        }
        .into_any(),
    }
}

/// The pager, while there is a page to leave.
#[component]
fn Foot(
    /// The page that came last, and what had been asked for.
    loaded: Memo<Option<(Ask, Arc<Page>)>>,
) -> impl IntoView {
    let full = Memo::new(move |_| loaded.get().filter(|(_, page)| !page.orders.is_empty()));
    let shown = Signal::derive(move || {
        let of = |(_, page): (Ask, Arc<Page>)| format!("{} of {}", page.orders.len(), number::count(page.total));
        full.get().map(of).unwrap_or_default()
    });
    let beside = move |place: fn(&Page) -> Option<Place>| {
        let (Ask { status, .. }, page) = full.get()?;
        Some(address::write(&Ask { status, place: place(&page)? }))
    };
    let newer = Signal::derive(move || beside(|page| page.newer.clone()));
    let older = Signal::derive(move || beside(|page| page.older.clone()));
    view! { <Show when=move || full.read().is_some()><Pager shown newer older/></Show> }
}
